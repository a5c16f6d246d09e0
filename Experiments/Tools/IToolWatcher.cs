namespace Experiments.Tools;

/// <summary>Is told how a tool's work goes.</summary>
public interface IToolWatcher
{
    /// <summary>Called from any thread, in any order.</summary>
    void Done(int done, int all);

    /// <summary>A file that is left out, and why.</summary>
    void Skipped(string file, string reason);
}
