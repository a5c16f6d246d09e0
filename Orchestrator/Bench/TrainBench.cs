using System.Diagnostics;
using System.Globalization;
using Orchestrator.CommandLine;
using Shared.Datasets;
using Shared.Hosting;
using Spectre.Console;

namespace Orchestrator.Bench;

/// <summary>What <c>bench train</c> was asked for.</summary>
/// <param name="Images">Training images of the measured epoch.</param>
/// <param name="Python">A Python that has torch; null: look for one.</param>
public sealed record TrainBenchRequest(int Images, int Rounds, int Threads, string? Python);

/// <summary>
/// Training speed on this machine: each network as a trial trains it, the same in PyTorch where a Python has it (written the study's way, and with every rewrite of ours),
/// and in TorchSharp without care. The contenders take turns, so that a busy machine slows them alike; ratios of medians are what counts.
/// </summary>
public sealed class TrainBench(TrainBenchRequest request, Terminal terminal)
{
    private const string Denoising = "denoising-autoencoder";
    private const string Variational = "variational-autoencoder";

    private readonly SiblingProgram _trainer = SiblingProgram.Trainer();

    public async Task RunAsync(CancellationToken cancellation)
    {
        var folder = await DatasetStore.Standard().EnsureAsync("mnist", new Dictionary<string, Shared.Trials.ParameterValue>(), null, cancellation);
        using var peer = await TorchPeer.FindAsync(request.Python, cancellation);
        await terminal.Out.WriteLineAsync(peer is null
            ? "no Python with torch was found (--python PATH names one): only our own trainings are measured"
            : $"peer: {peer.Description}");
        string[] denoising = ["noise=0.5", "optimizer=adadelta", "schedule=constant", "learning_rate=1"];
        string[] variational = ["optimizer=rmsprop", "schedule=constant", "learning_rate=0.001"];
        await CompareAsync(Denoising, folder, Ours("ours", Denoising, folder, denoising), peer, [
            Ours("ours, bfloat16", Denoising, folder, [.. denoising, "precision=bfloat16"]),
            new("TorchSharp, naive", () => Trainer(["bench", "naive", folder, Images()], tuned: false)),
        ], cancellation);
        await CompareAsync(Variational, folder, Ours("ours", Variational, folder, variational), peer, [], cancellation);
        await SlotsAsync(Ours("one slot", Denoising, folder, denoising), cancellation);
    }

    private async Task CompareAsync(
        string model, string folder, TrainContender ours, TorchPeer? peer, IEnumerable<TrainContender> others, CancellationToken cancellation)
    {
        List<TrainContender> contenders = [ours, .. others];
        if (peer is not null)
        {
            contenders.Add(new("PyTorch, tuned", () => peer.Start(model, "tuned", folder, request.Images, Environment(tuned: true))));
            contenders.Add(new("PyTorch, the study's way", () => peer.Start(model, "study", folder, request.Images, Environment(tuned: false))));
        }

        for (var round = 0; round < request.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                await contender.RoundAsync(cancellation);
            }
        }

        var table = new Table { Border = TableBorder.Simple }.AddColumns(model, "images/s", "CPU ms an image", "peak MiB", "ours is faster by", "and needs less CPU by");
        foreach (var (name, median) in contenders.Select(contender => (contender.Name, contender.Median)))
        {
            table.AddRow(
                name, Figure(median.ImagesPerSecond, "0"), Figure(median.CpuMsPerImage, "0.000"), Figure(median.PeakMib, "0"),
                Figure(ours.Median.ImagesPerSecond / median.ImagesPerSecond, "0.00") + " x", Figure(median.CpuMsPerImage / ours.Median.CpuMsPerImage, "0.00") + " x");
        }

        terminal.Show(table);
    }

    // Turn by turn as well: alone, then two beside each other.
    private async Task SlotsAsync(TrainContender slot, CancellationToken cancellation)
    {
        var (alone, together) = (new List<double>(), new List<double>());
        for (var round = 0; round < request.Rounds; round++)
        {
            alone.Add((await slot.MeasureAsync(cancellation)).ImagesPerSecond);
            together.Add((await Task.WhenAll(slot.MeasureAsync(cancellation), slot.MeasureAsync(cancellation))).Sum(measured => measured.ImagesPerSecond));
        }

        var (one, two) = (alone.Order().ElementAt(alone.Count / 2), together.Order().ElementAt(together.Count / 2));
        await terminal.Out.WriteLineAsync($"{Denoising}: one slot {Figure(one, "0")} images/s, two slots {Figure(two, "0")}, that is {Figure(two / one, "0.00")} x");
    }

    private TrainContender Ours(string name, string experiment, string folder, IEnumerable<string> settings) =>
        new(name, () => Trainer(["bench", experiment, folder, Images(), "validation_images=256", .. settings], tuned: true));

    private string Images() => $"train_images={request.Images.ToString(CultureInfo.InvariantCulture)}";

    private ProcessStartInfo Trainer(IEnumerable<string> arguments, bool tuned)
    {
        var start = _trainer.StartInfo();
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Environment(tuned))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    // Untuned is as a program is started by itself, but for the number of threads.
    private IEnumerable<KeyValuePair<string, string>> Environment(bool tuned) =>
        TrainerEnvironment.For("cpu", request.Threads).Where(variable => tuned || variable.Key == "OMP_NUM_THREADS");

    private static string Figure(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);
}
