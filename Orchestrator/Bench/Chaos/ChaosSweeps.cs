namespace Orchestrator.Bench.Chaos;

/// <summary>What is trained under chaos: real MNIST and all three kinds of network, each trial so small that it takes a moment.</summary>
internal static class ChaosSweeps
{
    private const int Epochs = 2;

    private const string Common = """
        dataset: { name: mnist, train_images: 500, validation_images: 100 }
        tracking: { experiment: chaos }
        """;

    /// <summary>60 trials in three sweeps, which share the slots.</summary>
    /// <param name="attempts">How often a trial may fail, less one.</param>
    /// <param name="sleeping">Trials that sleep instead of training: they cost no processor, and leave neither checkpoints nor weights.</param>
    public static IReadOnlyList<string> Yaml(int attempts, bool sleeping) => sleeping ? [Sleeping(1, attempts), Sleeping(21, attempts), Sleeping(41, attempts)] :
    [
        $$"""
        name: chaos-denoising
        experiment: denoising-autoencoder
        parameters: { filters: [4, 8], depth: 1, noise: { from: 0.1, to: 0.5, step: 0.1 }, learning_rate: [0.003, 0.01], epochs: {{Epochs}} }
        retry: { attempts: {{attempts}}, backoff: 50ms }
        {{Common}}
        """,
        $$"""
        name: chaos-dense
        experiment: dense-autoencoder
        parameters: { code: [4, 8], depth: [1, 2], learning_rate: { from: 0.001, to: 0.005, step: 0.001 }, epochs: {{Epochs}} }
        retry: { attempts: {{attempts}}, backoff: 50ms }
        {{Common}}
        """,
        $$"""
        name: chaos-variational
        experiment: variational-autoencoder
        parameters: { latent: [2, 3], hidden: 8, flow: [none, planar], flow_steps: 2, learning_rate: { from: 0.002, to: 0.01, step: 0.002 }, epochs: {{Epochs}} }
        retry: { attempts: {{attempts}}, backoff: 50ms }
        where: { flow_steps: flow == "planar" }
        {{Common}}
        """,
    ];

    private static string Sleeping(int first, int attempts) => $$"""
        name: chaos-sleeping-{{first}}
        experiment: noop
        parameters: { index: { from: {{first}}, to: {{first + 19}}, step: 1 }, epochs: 4, sleep_ms: 300 }
        retry: { attempts: {{attempts}}, backoff: 50ms }
        tracking: { experiment: chaos }
        """;
}
