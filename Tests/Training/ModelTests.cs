using Experiments;
using Experiments.Data;
using Experiments.Models;
using Experiments.Models.Flows;
using Experiments.Training;
using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Catalogues;
using Shared.Trials;
using Xunit;
using static TorchSharp.torch;

namespace Tests.Training;

[Collection(TorchTests.Name)]
public sealed class ModelTests
{
    private static readonly ImageShape Digit = new(1, 28, 28);
    private static readonly ImageShape Face = new(3, 64, 64);

    [Fact]
    public void The_convolutional_autoencoders_have_as_many_parameters_as_the_studys()
    {
        using var digits = new ConvolutionalAutoencoder(1, 32, 32, 2);
        Assert.Equal(320 + (3 * 9_248) + 289, digits.ParameterCount);
        using var faces = new ConvolutionalAutoencoder(3, 64, 32, 2);
        Assert.Equal(1_792 + 18_464 + 9_248 + 18_496 + 1_731, faces.ParameterCount);
    }

    [Fact]
    public void The_variational_autoencoders_have_as_many_parameters_as_the_study_printed()
    {
        using var digits = new VariationalAutoencoder(new(2, 16, 1, 0, "none", 1), Digit);
        Assert.Equal((29_972, 18_721), digits.ParameterCounts);
        using var faces = new VariationalAutoencoder(new(100, 500, 1, 0, "none", 1), Face);
        Assert.Equal((4_201_788, 841_699), faces.ParameterCounts);
    }

    /// <summary>Some values of each parameter that shapes weights.</summary>
    private static readonly Dictionary<string, Dictionary<string, object[]>> Shaped = new()
    {
        ["denoising-autoencoder"] = new() { ["filters"] = [4L, 8L], ["inner_filters"] = [0L, 4L, 8L], ["depth"] = [1L, 2L, 3L] },
        ["dense-autoencoder"] = new() { ["code"] = [3L, 4L], ["depth"] = [1L, 2L] },
        ["variational-autoencoder"] = new() { ["latent"] = [2L, 3L], ["hidden"] = [4L, 5L], ["flow"] = [.. LatentFlow.Kinds], ["flow_steps"] = [1L, 2L] },
    };

    /// <summary>What is said of the parameters is what a sweep is refused for: a trial of another shape can't start from the other's weights.</summary>
    [Theory]
    [InlineData("denoising-autoencoder")]
    [InlineData("dense-autoencoder")]
    [InlineData("variational-autoencoder")]
    public void Trials_have_weights_of_one_shape_exactly_where_the_catalogue_says_so(string experiment)
    {
        var (program, values) = (Program(experiment), Shaped[experiment]);
        var shape = new WeightShape(program.Description.Parameters);
        Assert.Equal(values.Keys.Order(), shape.Names.Order());
        var trials = values.Aggregate(
            (IEnumerable<Dictionary<string, ParameterValue>>)[program.Description.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default)],
            (trials, axis) => trials.SelectMany(trial => axis.Value.Select(value => new Dictionary<string, ParameterValue>(trial) { [axis.Key] = Value(value) }))).ToList();
        var weights = trials.Select(trial => Weights(program, trial)).ToList();
        for (var one = 0; one < trials.Count; one++)
        {
            for (var other = 0; other < trials.Count; other++)
            {
                var difference = shape.Difference(new GridPoint(0, [.. trials[one]], 1), new GridPoint(0, [.. trials[other]], 1));
                Assert.True(difference is null == (weights[one] == weights[other]), $"{weights[one]} beside {weights[other]}: {difference ?? "the same"}");
            }
        }
    }

    [Fact]
    public void No_other_parameter_shapes_weights()
    {
        foreach (var program in Shaped.Keys.Select(Program))
        {
            var plain = program.Description.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Default);
            Assert.All(
                program.Description.Parameters.Where(parameter => !parameter.ShapesWeights),
                parameter => Assert.Equal(Weights(program, plain), Weights(program, new(plain) { [parameter.Name] = Other(parameter) })));
        }

        static ParameterValue Other(ParameterDescription parameter) => parameter.Kind switch
        {
            ParameterKind.Integer => ParameterValue.Of(parameter.Default.AsInteger() + 1),
            ParameterKind.Number => ParameterValue.Of(parameter.Default.AsNumber() + 0.25),
            ParameterKind.Boolean => ParameterValue.Of(!parameter.Default.AsBoolean()),
            _ => ParameterValue.Of(parameter.Choices!.First(choice => choice != parameter.Default.AsText())),
        };
    }

    [Theory]
    [InlineData(1, 784 * 32 + 32 + 32 * 784 + 784)]
    [InlineData(2, 784 * 158 + 158 + 158 * 32 + 32 + 32 * 158 + 158 + 158 * 784 + 784)]
    public void The_dense_autoencoder_shrinks_to_its_code_by_the_same_factor_each_layer(int depth, long parameters)
    {
        using var model = new DenseAutoencoder(Digit, 32, depth, "relu", 0);
        Assert.Equal(parameters, model.ParameterCount);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public void The_rearranged_network_computes_the_plain_one(long channels, int depth)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var model = new ConvolutionalAutoencoder(channels, 16, 8, depth);
        model.DrawWeights(generator);
        var input = rand([3, channels, 32, 32], generator: generator);
        var (fast, fastGradient) = Gradient(() => model.Reconstruct(input));
        var (plain, plainGradient) = Gradient(() => Plain(model, input, depth));
        Assert.True((fast - plain).abs().max().item<float>() < 1e-5);
        Assert.True((fastGradient - plainGradient).abs().max().item<float>() < 1e-5);

        (Tensor Output, Tensor Gradient) Gradient(Func<Tensor> forward)
        {
            model.zero_grad();
            var output = forward();
            output.square().mean().backward();
            return (output.detach(), cat([.. model.parameters().Select(parameter => parameter.grad!.flatten())]));
        }
    }

    [Fact]
    public void Bfloat16_stays_near_float32_with_the_same_weights()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var input = rand([4, 1, 28, 28], generator: new Generator(3));
        var outputs = new[] { ScalarType.Float32, ScalarType.BFloat16 }.Select(precision =>
        {
            var model = new ConvolutionalAutoencoder(1, 16, 16, 2, precision);
            model.DrawWeights(new Generator(1));
            return model.Reconstruct(input);
        }).ToArray();
        var difference = (outputs[0] - outputs[1]).abs().max().item<float>();
        Assert.InRange(difference, 1e-7, 0.02);
    }

    // They stand in files that other programs read.
    [Fact]
    public void Weights_have_plain_names_and_nothing_else_is_kept()
    {
        using var convolutional = new ConvolutionalAutoencoder(1, 8, 8, 2);
        Assert.Equal(["decoder.0", "decoder.1", "encoder.0", "encoder.1", "pixels.plain"], Names(convolutional));
        using var dense = new DenseAutoencoder(Digit, 32, 2, "relu", 0);
        Assert.Equal(["decoder.0", "decoder.1", "encoder.0", "encoder.1"], Names(dense));
        string[] variational = ["decoder_0", "decoder_1", "decoder_hidden", "decoder_pixels", "encoder_0", "encoder_1", "encoder_hidden", "encoder_log_variance", "encoder_mean"];
        using var planar = new VariationalAutoencoder(new(2, 16, 1, 0, "planar", 2), Digit);
        Assert.Equal([.. variational, "flow.steering"], Names(planar));
        using var autoregressive = new VariationalAutoencoder(new(2, 16, 1, 0, "iaf", 1), Digit);
        Assert.Equal([.. variational, "flow.steps.0.context", "flow.steps.0.first", "flow.steps.0.last"], Names(autoregressive));
    }

    [Fact]
    public void Weights_are_glorots_and_biases_zero()
    {
        using var scope = NewDisposeScope();
        using var model = new DenseAutoencoder(Digit, 32, 1, "relu", 0);
        model.DrawWeights(new Generator(5));
        var limit = Math.Sqrt(6.0 / (784 + 32));
        foreach (var (name, parameter) in model.named_parameters())
        {
            var largest = parameter.detach().abs().max().item<float>();
            Assert.True(name.EndsWith("bias", StringComparison.Ordinal) ? largest == 0 : largest <= limit && largest > 0.99 * limit, $"{name}: {largest}");
        }
    }

    // The loss as the study writes it, from the model's own encoder and decoder.
    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(4.0, 0.25)]
    public void The_variational_loss_is_pixels_times_cross_entropy_plus_the_weighed_divergence(double beta, double annealing)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = new VariationalAutoencoder(new(2, 16, beta, 0, "none", 1), Digit);
        model.DrawWeights(new Generator(1));
        var images = rand([5, 1, 28, 28], generator: new Generator(2));
        var losses = model.Loss(images, images, new Generator(3), annealing);
        Assert.Equal(losses[1].item<float>() + (beta * annealing * losses[2].item<float>()), losses[0].item<float>(), 1e-3);

        // The posterior's mean is Encode; with the noise known, the variance follows from what was decoded: here the divergence alone is held against its definition.
        Assert.True(losses[2].item<float>() > 0);
        var decoded = model.Decode(model.Encode(images));
        var atMean = (nn.functional.binary_cross_entropy(decoded, images) * 784).item<float>();
        Assert.InRange(losses[1].item<float>(), atMean * 0.8, atMean * 1.2);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 2.5, 0.25)]
    [InlineData(10, 30, 1)]
    public void The_divergence_warms_up_over_the_epochs_asked_for(double warmUp, double epochs, double weight)
    {
        using var model = new VariationalAutoencoder(new(2, 16, 1, warmUp, "none", 1), Digit);
        Assert.Equal(weight, model.Annealing(epochs), 1e-12);
    }

    // Of layers: each has a weight and a bias.
    private static IEnumerable<string> Names(AutoencoderModel model)
    {
        var names = model.state_dict().Keys.Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, model.named_parameters().Select(named => named.name).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal), name));
        return names.Select(name => name[..name.LastIndexOf('.')]).Distinct();
    }

    // The network as the study describes it.
    private static Tensor Plain(ConvolutionalAutoencoder model, Tensor input, int depth)
    {
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        var hidden = input;
        for (var level = 0; level < depth; level++)
        {
            hidden = nn.functional.max_pool2d(Convolve(hidden, $"encoder.{level}").relu(), 2);
        }

        for (var level = 0; level < depth; level++)
        {
            hidden = nn.functional.interpolate(Convolve(hidden, $"decoder.{level}").relu(), scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        }

        return Convolve(hidden, "pixels.plain").sigmoid();

        Tensor Convolve(Tensor images, string layer) =>
            nn.functional.conv2d(images, parameters[layer + ".weight"], parameters[layer + ".bias"], padding: [1, 1]);
    }

    private static AutoencoderProgram Program(string experiment) => (AutoencoderProgram)TrainingPrograms.Find(experiment)!;

    private static ParameterValue Value(object value) => value is long number ? ParameterValue.Of(number) : ParameterValue.Of((string)value);

    private static string Weights(AutoencoderProgram program, Dictionary<string, ParameterValue> trial)
    {
        using var model = program.CreateModel(new TrialParameters(trial.ToDictionary(pair => pair.Key, pair => pair.Value.ToWire())), Digit);
        return string.Join("; ", model.named_parameters().Select(weight => $"{weight.name} {string.Join('x', weight.parameter.shape)}"));
    }
}
