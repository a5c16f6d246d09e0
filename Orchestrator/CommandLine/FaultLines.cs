using Orchestrator.Sweeps;

namespace Orchestrator.CommandLine;

/// <summary>Prints what is wrong with a sweep file in the form that editors make clickable.</summary>
public static class FaultLines
{
    /// <summary><c>file.yaml:LINE:COL: key: problem (cure)</c>, one line a fault; a fault of the whole file has no place.</summary>
    public static string Line(string file, SweepFault fault)
    {
        var place = fault.Line <= 0 ? "" : fault.Column <= 0 ? $":{fault.Line}" : $":{fault.Line}:{fault.Column}";
        return Words.Clean($"{file}{place}: {fault.Words}");
    }

    public static int Refuse(Terminal terminal, string file, IReadOnlyList<SweepFault> faults)
    {
        foreach (var fault in faults)
        {
            terminal.Error.WriteLine(Line(file, fault));
        }

        return ExitCodes.Refused;
    }
}
