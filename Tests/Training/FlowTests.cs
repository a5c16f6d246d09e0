using Experiments.Models.Flows;
using Xunit;
using static TorchSharp.torch;

namespace Tests.Training;

[Collection(TorchTests.Name)]
public sealed class FlowTests
{
    private const long Hidden = 5;

    [Theory]
    [InlineData("planar", 1)]
    [InlineData("planar", 2)]
    [InlineData("planar", 5)]
    [InlineData("iaf", 1)]
    [InlineData("iaf", 2)]
    [InlineData("iaf", 5)]
    public void The_log_determinant_is_that_of_the_jacobian(string kind, long latent)
    {
        using var scope = NewDisposeScope();
        var flow = Flow(kind, latent);
        var start = randn([1, latent], generator: new Generator(2)).requires_grad_();
        var hidden = randn([1, Hidden], generator: new Generator(3));
        var bent = flow.Bend(start, hidden);
        var rows = Enumerable.Range(0, (int)latent).Select(row => autograd.grad([bent.Latent[0, row]], [start], retain_graph: true)[0][0]);
        var determinant = stack(rows).det().item<float>();
        Assert.Equal(Math.Log(Math.Abs(determinant)), bent.LogDeterminant.item<float>(), 1e-4);
        Assert.True((bent.Latent - start).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void A_planar_step_never_folds_space_over()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var flow = new PlanarFlow(3, Hidden, 1);
        foreach (var parameter in flow.parameters())
        {
            parameter.normal_(0, 4, new Generator(4));
        }

        var bent = flow.Bend(randn([500, 3], generator: new Generator(5)), randn([500, Hidden], generator: new Generator(6)));
        Assert.True(bent.LogDeterminant.isfinite().all().item<bool>());
    }

    [Fact]
    public void A_coordinate_of_an_inverse_autoregressive_step_depends_on_those_before_it_only()
    {
        using var scope = NewDisposeScope();
        var flow = new InverseAutoregressiveFlow(4, Hidden, 1);
        var start = randn([1, 4], generator: new Generator(7)).requires_grad_();
        var latent = flow.Bend(start, randn([1, Hidden], generator: new Generator(8))).Latent.flip(1);   // back from the step's turning round
        for (var coordinate = 0; coordinate < 4; coordinate++)
        {
            var gradient = autograd.grad([latent[0, coordinate]], [start], retain_graph: true)[0][0];
            for (var source = 0; source < 4; source++)
            {
                Assert.Equal(source <= coordinate, gradient[source].item<float>() != 0);
            }
        }
    }

    private static LatentFlow Flow(string kind, long latent)
    {
        var flow = LatentFlow.Create(kind, latent, Hidden, steps: 3)!;
        using var noGradient = no_grad();
        using var generator = new Generator(1);
        foreach (var parameter in flow.parameters())
        {
            parameter.normal_(0, 0.7, generator);
        }

        return flow;
    }
}
