using static TorchSharp.torch;

namespace Experiments.Data;

/// <summary>The shape of one image; height and width in pixels.</summary>
public sealed record ImageShape(int Channels, int Height, int Width);

/// <summary>A trial's images. The caller's scope owns the tensors.</summary>
/// <param name="Train">Bytes (N, H, W, C), uint8, on the trial's device.</param>
/// <param name="Validation">The same of the validation images.</param>
/// <param name="ValidationLabels">Classes (N) of the validation images, int64, on the trial's device; null where the data set has none.</param>
public sealed record ImageDataset(ImageShape Shape, Tensor Train, Tensor Validation, Tensor? ValidationLabels);
