using System.Globalization;
using Shared.Datasets;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>Ties a sweep on an imported folder of images to the folder's content: the digest becomes one of its options and so a part of each trial's key.</summary>
public static class ImageFolderSweeps
{
    private const string Section = "dataset";

    /// <summary>The same sweep with the digest filled in; or refused, where the set is not here or holds something else than the file says.</summary>
    /// <param name="find">The manifest of a set by its name; null where it was not imported here.</param>
    public static SweepFileResult WithDigest(this SweepFileResult file, Func<string, ImageFolderManifest?> find)
    {
        if (!file.Good || file.Spec.Dataset.Name != ImageFolders.Dataset)
        {
            return file;
        }

        var set = file.Spec.Dataset.Options[ImageFolders.SetOption].AsText();
        if (find(set) is not { } manifest)
        {
            return Refuse(ImageFolders.SetOption, $"no image folder was imported as '{set}' on this machine", $"'data import {set} FOLDER' imports one, 'data make-faces' draws one as 'drawn-faces'");
        }

        return Fault(file.Spec.Dataset.Options, manifest) is { } fault ? new(null, null, [fault]) : Pinned(file, file.Spec, manifest.Digest);
    }

    private static SweepFault? Fault(IReadOnlyDictionary<string, ParameterValue> options, ImageFolderManifest manifest)
    {
        var pinned = options[ImageFolders.DigestOption].AsText();
        return pinned.Length > 0 && pinned != manifest.Digest
                ? new(0, 0, $"{Section}.{ImageFolders.DigestOption}", $"'{manifest.Name}' has the digest {manifest.Digest} on this machine", "leave the digest out to train on that, or import the folder that is meant")
            : TooMany(options, "train_images", manifest.Train, manifest)
                ?? TooMany(options, "validation_images", manifest.Validation, manifest);
    }

    private static SweepFault? TooMany(IReadOnlyDictionary<string, ParameterValue> options, string option, int there, ImageFolderManifest manifest) =>
        options.TryGetValue(option, out var wanted) && wanted.AsInteger() > there
            ? new(0, 0, $"{Section}.{option}", string.Create(CultureInfo.InvariantCulture, $"{wanted} are wanted, but '{manifest.Name}' holds {there}"), "0 takes all")
            : null;

    private static SweepFileResult Pinned(SweepFileResult file, SweepSpec spec, string digest)
    {
        var options = new SortedDictionary<string, ParameterValue>(spec.Dataset.Options.ToDictionary(), StringComparer.Ordinal)
        {
            [ImageFolders.DigestOption] = ParameterValue.Of(digest),
        };
        var pinned = spec with { Dataset = spec.Dataset with { Options = options } };
        return file with { Spec = pinned, Grid = Grid.Of(pinned) };
    }

    private static SweepFileResult Refuse(string option, string problem, string cure) => new(null, null, [new(0, 0, $"{Section}.{option}", problem, cure)]);
}
