using Experiments.Checkpoints;
using Experiments.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>
/// Trains a model epoch by epoch, with a checkpoint and a link of the weights' hash chain after each; stops within a batch when asked to, and goes on from
/// there to the same bits. Nothing in a batch waits for the device, and all that a batch makes is gone after it.
/// </summary>
public sealed class TrainingLoop : IDisposable
{
    // Reading a loss waits for a GPU to catch up; the check for NaN does it once in so many batches.
    private const int BatchesBetweenChecks = 16;

    private const string PartialLosses = "losses";
    private const string PartialSeconds = "seconds";

    /// <summary>The weights' hash chain so far, in a checkpoint's state.</summary>
    public const string Chain = "chain";

    private readonly TrainingContext _context;
    private readonly TrainingSettings _settings;
    private readonly AutoencoderModel _model;
    private readonly OptimizerHelper _optimizer;
    private readonly TrainingImages _images;
    private readonly Draws _draws;
    private readonly Device _device;
    private readonly EpochLosses _losses;
    private readonly int _firstEpoch;
    private WeightChain _chain = new();
    private int _firstBatch;
    private double _secondsBefore;

    /// <param name="from">Where to go on; the model and the optimizer have its state already.</param>
    public TrainingLoop(
        TrainingContext context, TrainingSettings settings, AutoencoderModel model, OptimizerHelper optimizer, TrainingImages images, Draws draws, Checkpoint? from)
    {
        (_context, _settings, _model, _optimizer, _images, _draws) = (context, settings, model, optimizer, images, draws);
        _device = TorchDevice.Open(context.Device);
        _losses = new EpochLosses((int)((images.Count + settings.BatchSize - 1) / settings.BatchSize), 1 + model.Terms.Count, _device);
        _firstEpoch = (from?.Epoch ?? 0) + 1;
        if (from is not null)
        {
            GoOn(from);
        }
    }

    public WeightChain Weights => _chain;

    /// <param name="show">Called with the number of each epoch that is finished, before its checkpoint.</param>
    public TrainingResult Run(Action<int> show)
    {
        for (var epoch = _firstEpoch; epoch <= _settings.Epochs; epoch++, _firstBatch = 0, _secondsBefore = 0)
        {
            var started = _context.Timestamp();
            if (TrainEpoch(epoch, started) is { } nextBatch)
            {
                return Stop(epoch, nextBatch, started);
            }

            CheckFinite(_losses.Batches, epoch);
            var trainingSeconds = _secondsBefore + _context.SecondsSince(started);
            if (Validation.Losses(_model, _images, _draws, _device, _context.Stop) is not { } validation)
            {
                return Stop(epoch, _losses.Batches, started);
            }

            CheckFinite(validation[0], epoch);
            show(epoch);
            Complete(epoch, validation, trainingSeconds, started);

            // Here no native call is under way that a finalizer could pull a number from.
#pragma warning disable RS0030 // what TorchSharp makes behind our back cannot be freed otherwise
            GC.Collect();
#pragma warning restore RS0030
        }

        return TrainingResult.Finished;
    }

    public void Dispose() => _losses.Dispose();

    private void GoOn(Checkpoint from)
    {
        _chain = WeightChain.Parse(from.State[Chain]);
        if (from.Batch > 0)
        {
            _firstBatch = from.Batch;
            _losses.Load(from.State[PartialLosses]);
            _secondsBefore = BitConverter.ToDouble(from.State[PartialSeconds]);
        }
    }

    // The first batch that is not trained, where the trial is to stop; null at the epoch's end.
    private int? TrainEpoch(int epoch, long started)
    {
        using var scope = NewDisposeScope();
        using var orderGenerator = _draws.For(Draw.Order, epoch);
        var order = randperm(_images.Count, ScalarType.Int64, generator: orderGenerator).to(_device);
        for (var batch = _firstBatch; batch < _losses.Batches; batch++)
        {
            TrainBatch(epoch, batch, order);
            if (_context.Stop.IsCancellationRequested)
            {
                return batch + 1;
            }

            if (batch % BatchesBetweenChecks == 0)
            {
                CheckFinite(batch + 1, epoch);
            }

            var done = epoch - 1 + ((batch + 1.0) / _losses.Batches);
            var speed = (batch + 1 - _firstBatch) * _settings.BatchSize / _context.SecondsSince(started);
            _context.Progress(epoch - 1, _settings.Epochs, done / _settings.Epochs, speed);
        }

        return null;
    }

    private void TrainBatch(int epoch, int batch, Tensor order)
    {
        using var scope = NewDisposeScope();
        using var latentGenerator = _draws.For(Draw.TrainingLatent, epoch, batch);
        var first = (long)batch * _settings.BatchSize;
        var images = _images.Training(order.narrow(0, first, Math.Min(_settings.BatchSize, _images.Count - first)), epoch, batch);
        _optimizer.zero_grad();
        var losses = _model.Loss(images.Input, images.Clean, latentGenerator, _model.Annealing(epoch - 1 + ((double)batch / _losses.Batches)));
        losses[0].backward();
        var step = ((epoch - 1L) * _losses.Batches) + batch;
        Optimizers.SetLearningRate(_optimizer, _settings.LearningRate.At(step, (long)_settings.Epochs * _losses.Batches));
        _optimizer.step();
        _losses.Set(batch, losses);
    }

    private void Complete(int epoch, double[] validation, double trainingSeconds, long started)
    {
        var training = _losses.Means(_settings.BatchSize, _images.Count);
        var names = _model.Terms.Prepend("loss").ToList();
        var weights = ModelState.Of(_model);
        _chain.Add(weights);
        _context.CompleteEpoch(
            epoch,
            _settings.Epochs,
            [
                .. names.Select((name, term) => (name, training[term])),
                .. names.Select((name, term) => ("val_" + name, validation[term])),
                ("images_per_second", _images.Count / trainingSeconds),
                ("seconds", _secondsBefore + _context.SecondsSince(started)),
            ],
            () => State(weights));
    }

    private TrainingResult Stop(int epoch, int nextBatch, long started)
    {
        CheckFinite(nextBatch, epoch);
        var state = State(ModelState.Of(_model));
        state[PartialLosses] = _losses.ToBytes();
        state[PartialSeconds] = BitConverter.GetBytes(_secondsBefore + _context.SecondsSince(started));
        _context.SavePartial(epoch - 1, nextBatch, state);
        return TrainingResult.Stopped;
    }

    private Dictionary<string, byte[]> State(byte[] weights)
    {
        var state = ModelState.Of(weights, _optimizer);
        state[Chain] = _chain.ToBytes();
        return state;
    }

    private void CheckFinite(int trained, int epoch)
    {
        if (_losses.FirstNotFinite(trained) is { } bad)
        {
            throw NotFinite($"the loss is not finite in epoch {epoch}, batch {bad + 1}");
        }
    }

    // The last step of an epoch may be the one that ruins the weights.
    private void CheckFinite(double validationLoss, int epoch)
    {
        if (!double.IsFinite(validationLoss))
        {
            throw NotFinite($"the validation loss is not finite after epoch {epoch}, batch {_losses.Batches}");
        }
    }

    // The same trial computes the same bits, so it comes here again.
    private static TrainingFailedException NotFinite(string where) => new($"{where}, and would be each time: the learning rate may be too high") { Certain = true };
}
