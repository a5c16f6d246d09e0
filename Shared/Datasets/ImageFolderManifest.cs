using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shared.Datasets;

/// <summary>An imported folder of images: what lies beside its files of bytes, (N, Height, Width, Channels) each.</summary>
/// <param name="Name">The name it was imported under.</param>
/// <param name="Train">Images to train on.</param>
/// <param name="Digest">SHA-256 over the three files in the order of <see cref="Files"/>, 64 lower-case hex digits: it stands for the set's content in a trial's key.</param>
/// <param name="Source">The folder that was imported, for people.</param>
/// <param name="Skipped">Images that could not be read and are not part of the set.</param>
public sealed record ImageFolderManifest(
    string Name, int Height, int Width, int Channels, int Train, int Validation, int Test, string Digest, string Source, int Skipped)
{
    public const string FileName = "manifest.json";

    public const string TrainFile = "train-images-idx4-ubyte";

    public const string ValidationFile = "validation-images-idx4-ubyte";

    public const string TestFile = "test-images-idx4-ubyte";

    /// <summary>The files of bytes, in the order in which they are hashed.</summary>
    public static IReadOnlyList<string> Files { get; } = [TrainFile, ValidationFile, TestFile];

    /// <summary>The manifest of a set's folder; null where there is none or it can't be read.</summary>
    public static ImageFolderManifest? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, FileName)), ImageFolderJson.Default.ImageFolderManifest);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, ImageFolderJson.Default.ImageFolderManifest);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(ImageFolderManifest))]
internal sealed partial class ImageFolderJson : JsonSerializerContext;
