using Experiments.Weights;
using Tests.Support;
using Tests.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Tests.Weights;

[Collection(TorchTests.Name)]
public sealed class TensorFileTests : IDisposable
{
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt", ["experiment"] = "test" };

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("weights.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32, "F32")]
    [InlineData(ScalarType.BFloat16, "BF16")]
    [InlineData(ScalarType.Float64, "F64")]
    public void Another_module_gets_the_same_bits(ScalarType type, string dtype)
    {
        using var scope = NewDisposeScope();
        using var source = Model(seed: 1).to(type);
        using var target = Model(seed: 2).to(type);
        Save(source);
        Assert.NotEqual(Bits(source), Bits(target));
        Assert.Equal(Metadata, TensorFile.Load(target, Path));
        Assert.Equal(Bits(source), Bits(target));
        Assert.All(target.parameters(), parameter => Assert.True(parameter.requires_grad));
        var read = Safetensors.Read(Path).Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Dtype);
        Assert.Equal(dtype, read["convolution.weight"]);
        Assert.Equal("I64", read["norm.num_batches_tracked"]);
    }

    [Fact]
    public void Elements_are_written_row_by_row_whatever_their_layout_in_memory()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Linear(3, 2, hasBias: false);
        source.weight = nn.Parameter(arange(6).to(float32).reshape(3, 2).t());
        Save(source);
        var saved = Assert.Single(Safetensors.Read(Path).Tensors);
        Assert.Equal([2, 3], saved.Shape);
        Assert.Equal([0f, 2, 4, 1, 3, 5], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(saved.Data.Span).ToArray());
    }

    [Fact]
    public void The_first_differences_are_named_and_nothing_is_copied()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Sequential(("convolution", nn.Conv2d(1, 4, 3)), ("extra", nn.Linear(2, 2, hasBias: false)));
        using var target = Model(seed: 2, filters: 6);
        Save(source);
        var before = Bits(target);
        var fault = Assert.Throws<InvalidDataException>(() => TensorFile.Load(target, Path)).Message;
        Assert.Contains(Path, fault);
        Assert.Contains("convolution.weight is F32 [4, 1, 3, 3] in the file and F32 [6, 1, 3, 3] in the model", fault);
        Assert.Contains("convolution.bias is F32 [4]", fault);
        Assert.EndsWith("the file lacks norm.bias; and 5 more differences", fault);
        Assert.Equal(before, Bits(target));
    }

    [Fact]
    public void A_tensor_too_many_is_a_difference()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Sequential(("same", nn.Linear(2, 2)), ("extra", nn.Linear(2, 2, hasBias: false)));
        using var target = nn.Sequential(("same", nn.Linear(2, 2)));
        Save(source);
        Assert.EndsWith(": the model lacks extra.weight", Assert.Throws<InvalidDataException>(() => TensorFile.Load(target, Path)).Message);
    }

    [Fact]
    public void Another_element_type_is_a_difference()
    {
        using var scope = NewDisposeScope();
        using var source = Model(seed: 1);
        using var target = Model(seed: 1).to(ScalarType.BFloat16);
        Save(source);
        Assert.Contains("norm.bias is F32 [4] in the file and BF16 [4] in the model", Assert.Throws<InvalidDataException>(() => TensorFile.Load(target, Path)).Message);
    }

    [Fact]
    public void A_buffer_that_is_not_persistent_is_not_saved()
    {
        using var source = new WithMap();
        Save(source);
        Assert.Equal(["weight"], Safetensors.Read(Path).Tensors.Select(tensor => tensor.Name));
        TensorFile.Load(source, Path);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var model = Model(seed: 1);
        Save(model);
        TensorFile.Load(model, Path);
        var before = Tensor.TotalCount;
        Save(model);
        TensorFile.Load(model, Path);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static TorchSharp.Modules.Sequential Model(long seed, long filters = 4)
    {
        manual_seed(seed);
        var model = nn.Sequential(("convolution", nn.Conv2d(1, filters, 3)), ("norm", nn.BatchNorm2d(filters)));
        using var scope = NewDisposeScope();
        model.forward(randn(2, 1, 5, 5));
        return model;
    }

    private void Save(nn.Module module)
    {
        using var file = File.Create(Path);
        TensorFile.Save(module, file, Metadata);
    }

    private static IEnumerable<string> Bits(nn.Module module)
    {
        using var scope = NewDisposeScope();
        return [.. module.state_dict().OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {Convert.ToHexString(pair.Value.detach().contiguous().bytes)}")];
    }

    private sealed class WithMap : nn.Module
    {
        private readonly TorchSharp.Modules.Parameter _weight = nn.Parameter(ones(3));

        public WithMap()
            : base(nameof(WithMap))
        {
            register_parameter("weight", _weight);
            register_buffer("map", zeros(2), persistent: false);
        }
    }
}
