namespace Shared.Catalogues;

/// <summary>The shape of a data set's images in pixels, and the facts about it that a parameter can be held against.</summary>
public sealed record ImageShapeDescription(int Height, int Width, int Channels)
{
    /// <summary>Rows of an image.</summary>
    public const string ImageHeight = "image_height";

    /// <summary>The smaller side of an image.</summary>
    public const string ImageSide = "image_side";

    /// <summary>How often both sides can be halved without a remainder.</summary>
    public const string ImageHalvings = "image_halvings";

    public static IReadOnlyList<string> Facts { get; } = [ImageHeight, ImageSide, ImageHalvings];

    /// <exception cref="ArgumentException">There is no such fact.</exception>
    public int Fact(string name) => name switch
    {
        ImageHeight => Height,
        ImageSide => Math.Min(Height, Width),
        ImageHalvings => Math.Min(int.TrailingZeroCount(Height), int.TrailingZeroCount(Width)),
        _ => throw new ArgumentException($"'{name}' is no fact of an image; known: {string.Join(", ", Facts)}", nameof(name)),
    };

    /// <summary>The fact as the end of a sentence that begins with the images.</summary>
    public string Say(string fact) => fact switch
    {
        ImageHeight => $"have {Fact(fact)} rows",
        ImageSide => $"are {Fact(fact)} pixels along the smaller side",
        _ => $"of {Height}x{Width} pixels can be halved evenly only {Fact(fact)} times",
    };
}
