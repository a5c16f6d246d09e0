using Experiments.Models;
using Experiments.Training;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Shared.Wire;
using static TorchSharp.torch;

namespace Experiments.Tools;

/// <summary>Decodes points with the model of a weights' file, which stays loaded until another is asked for.</summary>
public sealed class PointDecoder : IDisposable
{
    private readonly Device _device = TorchDevice.Open("cpu");
    private string? _path;
    private TrainedModel? _model;

    /// <summary>The images of the points; or why there are none.</summary>
    public DecodedPoints Decode(DecodePoints question)
    {
        try
        {
            var model = Load(question.Weights);
            return model.Model is not ILatentSpace space ? Refused($"{model.Trial.Experiment} has no latent space to walk through")
                : question.Values.Count == 0 || question.Values.Count % space.LatentSize != 0 ? Refused($"a point of this latent space has {space.LatentSize} values: {question.Values.Count} are none or not whole points")
                : Decode(space, question.Values);
        }
        catch (TrainingFailedException fault)
        {
            return Refused(fault.Message);
        }
    }

    public void Dispose() => _model?.Dispose();

    private DecodedPoints Decode(ILatentSpace space, RepeatedField<float> values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var pictures = BatchPictures.Of(space.Decode(tensor(values.ToArray(), values.Count / space.LatentSize, space.LatentSize, device: _device)));
        return new DecodedPoints
        {
            Width = pictures[0].Width,
            Height = pictures[0].Height,
            Channels = pictures[0].Channels,
            Pixels = UnsafeByteOperations.UnsafeWrap(pictures.SelectMany(picture => picture.Pixels).ToArray()),
        };
    }

    private TrainedModel Load(string path)
    {
        if (_model is null || _path != path)
        {
            _model?.Dispose();
            _model = null;
            (_path, _model) = (path, TrainedModel.Load(path));
        }

        return _model;
    }

    private static DecodedPoints Refused(string reason) => new() { Refusal = reason };
}
