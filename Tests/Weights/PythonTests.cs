using System.Globalization;
using Experiments.Weights;
using Tests.Support;
using Tests.Sweeps;
using Tests.Training;
using Xunit;

namespace Tests.Weights;

/// <summary>The example that people copy, run by a Python that has torch where there is one.</summary>
[Collection(TorchTests.Name)]
public sealed class PythonTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dozen_lines_of_Python_load_a_trials_weights()
    {
        var python = await Python.WithAsync("torch");
        Assert.SkipWhen(python is null, "no Python with torch is here");
        var trial = SomeTrial.Denoising(_folder.Folder("work"), SomeTrial.Dataset(_folder), filters: 8);
        Assert.Equal("", SomeTrial.Train(trial)[^1].Ended.Reason);
        var file = Path.Combine(trial.WorkFolder, "weights.safetensors");

        var (code, said) = await Python.RunAsync(python!, Path.Combine(SweepFiles.Root, "docs", "examples", "load_model.py"), file);

        Assert.True(code == 0, said);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("denoising-autoencoder 1x", lines[0], StringComparison.Ordinal);
        var tensors = Safetensors.Read(file).Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]"), lines.Skip(1).Select(line => line[..line.LastIndexOf(' ')]));
        foreach (var (tensor, line) in tensors.Zip(lines.Skip(1)).Where(pair => pair.Item1.Dtype == "F32"))
        {
            var sum = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray().Sum(value => (double)value);
            Assert.Equal(sum, double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture), 1e-5);
        }
    }
}
