using SkiaSharp;

namespace Experiments.Pictures;

/// <summary>One colour a label.</summary>
internal static class ClassColours
{
    // Tableau's ten, which are easy to tell apart and to name.
    private static readonly SKColor[] Ten =
    [
        new(0x1F, 0x77, 0xB4), new(0xFF, 0x7F, 0x0E), new(0x2C, 0xA0, 0x2C), new(0xD6, 0x27, 0x28), new(0x94, 0x67, 0xBD),
        new(0x8C, 0x56, 0x4B), new(0xE3, 0x77, 0xC2), new(0x7F, 0x7F, 0x7F), new(0xBC, 0xBD, 0x22), new(0x17, 0xBE, 0xCF),
    ];

    /// <summary>Up to ten discrete colours; for more labels, hues around the circle.</summary>
    public static IReadOnlyList<SKColor> Of(int classes) => classes <= Ten.Length
        ? Ten[..classes]
        : [.. Enumerable.Range(0, classes).Select(label => SKColor.FromHsl(330f * label / classes, 75, 48))];
}
