using SkiaSharp;

namespace Experiments.Faces;

/// <summary>What a character's faces have in common. Lengths are in pixels of a 160x160 picture.</summary>
public sealed record FaceIdentity
{
    private static readonly SKColor[] Skins =
        [new(255, 232, 214), new(255, 224, 204), new(252, 216, 192), new(247, 204, 176), new(232, 182, 148), new(204, 148, 112), new(255, 238, 228)];

    private static readonly SKColor[] Eyes =
    [
        new(64, 132, 216), new(46, 160, 150), new(70, 160, 70), new(196, 60, 70), new(150, 84, 190), new(176, 110, 50),
        new(214, 150, 40), new(96, 72, 60), new(90, 110, 140), new(226, 96, 150), new(40, 84, 160),
    ];

    private static readonly SKColor[] Hairs =
    [
        new(52, 46, 58), new(38, 40, 64), new(92, 62, 48), new(140, 92, 58), new(190, 136, 80), new(240, 208, 120), new(250, 226, 160),
        new(236, 140, 170), new(250, 180, 196), new(190, 60, 64), new(226, 110, 60), new(98, 140, 214), new(140, 190, 236),
        new(70, 170, 170), new(110, 190, 120), new(150, 110, 200), new(196, 170, 226), new(206, 210, 220), new(120, 126, 140),
    ];

    private static readonly SKColor[] Cloths =
        [new(48, 62, 110), new(170, 48, 60), new(236, 236, 240), new(60, 120, 96), new(96, 78, 130), new(216, 168, 90), new(80, 150, 200), new(60, 60, 66), new(230, 130, 150)];

    public required SKColor Skin { get; init; }

    public required SKColor Eye { get; init; }

    public required SKColor Hair { get; init; }

    public required BackHair Back { get; init; }

    public required Bangs Bangs { get; init; }

    /// <summary>Seed of the strands' small differences.</summary>
    public required ulong Strands { get; init; }

    /// <summary>Length of the locks beside the face; 0: none.</summary>
    public required float SideLocks { get; init; }

    public required bool Ahoge { get; init; }

    /// <summary>Half the width of the jaw.</summary>
    public required float Jaw { get; init; }

    public required float Chin { get; init; }

    public required float EyeWidth { get; init; }

    public required float EyeHeight { get; init; }

    /// <summary>Degrees by which the eyes' outer corners are lifted.</summary>
    public required float EyeSlant { get; init; }

    public required float Brow { get; init; }

    public required Ears Ears { get; init; }

    public required Ornament Ornament { get; init; }

    public required SKColor OrnamentColor { get; init; }

    public required bool Glasses { get; init; }

    public required Outfit Outfit { get; init; }

    public required SKColor Cloth { get; init; }

    public static FaceIdentity Of(ulong seed, int character)
    {
        var dice = new FaceDice(seed, 1, (ulong)character);
        return new()
        {
            Skin = dice.Pick(Skins),
            Eye = dice.Pick(Eyes),
            Hair = Near(dice.Pick(Hairs), dice),
            Back = dice.Pick<BackHair>(),
            Bangs = dice.Pick<Bangs>(),
            Strands = (ulong)(dice.Unit() * (1 << 24)),
            SideLocks = dice.Chance(0.7f) ? dice.Between(22, 56) : 0,
            Ahoge = dice.Chance(0.25f),
            Jaw = dice.Between(21, 27),
            Chin = dice.Between(44, 49),
            EyeWidth = dice.Between(10, 12.5f),
            EyeHeight = dice.Between(11.5f, 15.5f),
            EyeSlant = dice.Between(-7, 8),
            Brow = dice.Between(1.3f, 2.4f),
            Ears = dice.Chance(0.8f) ? Ears.Human : dice.Pick<Ears>(),
            Ornament = dice.Chance(0.6f) ? dice.Pick<Ornament>() : Ornament.None,
            OrnamentColor = dice.Pick(Cloths),
            Glasses = dice.Chance(0.1f),
            Outfit = dice.Pick<Outfit>(),
            Cloth = dice.Pick(Cloths),
        };
    }

    private static SKColor Near(SKColor color, FaceDice dice)
    {
        color.ToHsv(out var hue, out var saturation, out var value);
        return SKColor.FromHsv(
            (hue + dice.Between(-10, 10) + 360) % 360, Math.Clamp(saturation + dice.Between(-8, 8), 0, 100), Math.Clamp(value + dice.Between(-6, 6), 0, 100));
    }
}
