using Experiments.Checkpoints;
using Experiments.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>Weights and optimizer as a checkpoint's bytes, and back.</summary>
public static class ModelState
{
    private const string Weights = "weights";
    private const string Optimizer = "optimizer";

    public static byte[] Of(AutoencoderModel model) => Saved(writer => model.save(writer));

    public static Dictionary<string, byte[]> Of(byte[] weights, OptimizerHelper optimizer) =>
        new() { [Weights] = weights, [Optimizer] = Saved(optimizer.save_state_dict) };

    /// <summary>Call it while the model is on the processor and no optimizer has its weights: on another device TorchSharp puts new ones in their place.</summary>
    public static void Load(Checkpoint checkpoint, AutoencoderModel model)
    {
        using var noGradient = no_grad();
        using var weights = new BinaryReader(new MemoryStream(checkpoint.State[Weights]));
        model.load(weights);
    }

    /// <summary>Call outside of any dispose scope: it would take the optimizer's new tensors with it.</summary>
    public static void Load(Checkpoint checkpoint, OptimizerHelper optimizer)
    {
        using var noGradient = no_grad();
        using var state = new BinaryReader(new MemoryStream(checkpoint.State[Optimizer]));
        optimizer.load_state_dict(state);
    }

    private static byte[] Saved(Action<BinaryWriter> save)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        save(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
