using Serilog;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>What becomes of the folders of trials that are over.</summary>
public static class WorkFolders
{
    /// <summary>Everything of a finished trial is in the tracking store now; its checkpoint is of no more use here.</summary>
    public static void Forget(TrainerSettings settings, SweepHeader sweep, Assignment assignment)
    {
        var folder = settings.WorkFolder(new TrialRef { Sweep = sweep.Id, Index = assignment.Index });
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.Warning("The folder {Folder} of a finished trial stays: {Reason}", folder, fault.Message);
        }
    }
}
