using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>The optimizers by their names in sweeps, with the constants that the study's framework had for them.</summary>
public static class Optimizers
{
    private const double KerasEpsilon = 1e-7;

    /// <summary>Kingma, Ba 2014; Zeiler 2012 (rho 0.95); Tieleman, Hinton 2012 (rho 0.9); plain descent with momentum 0.9.</summary>
    public static readonly IReadOnlyList<string> Names = ["adam", "adadelta", "rmsprop", "sgd"];

    /// <exception cref="TrainingFailedException">There is no such optimizer.</exception>
    public static OptimizerHelper Create(string name, nn.Module model, double learningRate) => name switch
    {
        "adam" => optim.Adam(model.parameters(), learningRate),
        "adadelta" => optim.Adadelta(model.parameters(), learningRate, rho: 0.95, eps: KerasEpsilon),
        "rmsprop" => optim.RMSProp(model.parameters(), learningRate, alpha: 0.9, eps: KerasEpsilon),
        "sgd" => optim.SGD(model.parameters(), learningRate, momentum: 0.9),
        _ => throw new TrainingFailedException($"no optimizer is called '{name}'"),
    };

    public static void SetLearningRate(OptimizerHelper optimizer, double learningRate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }
    }
}
