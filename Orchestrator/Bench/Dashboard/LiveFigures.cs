namespace Orchestrator.Bench.Dashboard;

/// <summary>What happened by a moment, or between two: all in seconds and counts.</summary>
internal readonly record struct LiveWindow(double Seconds, double Processor, double Trials, double Rows, double MainThread)
{
    public LiveWindow Since(LiveWindow before) =>
        new(Seconds - before.Seconds, Processor - before.Processor, Trials - before.Trials, Rows - before.Rows, MainThread - before.MainThread);
}

/// <summary>Medians, each for a second.</summary>
/// <param name="Page">Cores of the orchestrator that the page costs: what it used beyond what as many trials cost without a page, for a busy browser takes time from the trials.</param>
internal sealed record LiveFigures(double Without, double With, double Page, double TrialsWithout, double TrialsWith, double Rows, double MainThread)
{
    public static LiveFigures Of(IReadOnlyList<LiveWindow> without, IReadOnlyList<LiveWindow> with)
    {
        static double Each(IEnumerable<LiveWindow> windows, Func<LiveWindow, double> of) => Figures.Median(windows.Select(window => of(window) / window.Seconds));
        var page = Figures.Median(without.Zip(with, (a, b) => (b.Processor - (a.Processor / Math.Max(1, a.Trials) * b.Trials)) / b.Seconds));
        return new LiveFigures(
            Each(without, one => one.Processor), Each(with, one => one.Processor), page, Each(without, one => one.Trials), Each(with, one => one.Trials),
            Each(with, one => one.Rows), Each(with, one => one.MainThread));
    }
}
