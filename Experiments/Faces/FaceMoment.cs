namespace Experiments.Faces;

/// <summary>What differs from one face of a character to the next: pose, expression and what is behind.</summary>
public sealed record FaceMoment
{
    /// <summary>Degrees to the side.</summary>
    public required float Tilt { get; init; }

    /// <summary>-1: turned to the left, 1: to the right.</summary>
    public required float Turn { get; init; }

    public required float Right { get; init; }

    public required float Down { get; init; }

    public required float Scale { get; init; }

    public required Lids Lids { get; init; }

    public required float GazeRight { get; init; }

    public required float GazeDown { get; init; }

    public required Mouth Mouth { get; init; }

    /// <summary>Pixels by which the brows are raised.</summary>
    public required float BrowLift { get; init; }

    /// <summary>Degrees: above 0 worried, below 0 angry.</summary>
    public required float BrowAngle { get; init; }

    /// <summary>0 to 1.</summary>
    public required float Blush { get; init; }

    public required Backdrop Backdrop { get; init; }

    /// <summary>The backdrop's hue in degrees.</summary>
    public required float Hue { get; init; }

    public required Light Light { get; init; }

    /// <summary>Seed of what stands in the backdrop.</summary>
    public required ulong Scenery { get; init; }

    public static FaceMoment Of(ulong seed, int character, int image)
    {
        var dice = new FaceDice(seed, 2, (ulong)character, (ulong)image);
        return new()
        {
            Tilt = dice.Between(-9, 9) + dice.Between(-5, 5),
            Turn = dice.Between(-1, 1),
            Right = dice.Between(-5, 5),
            Down = dice.Between(-4, 5),
            Scale = dice.Between(0.94f, 1.12f),
            Lids = dice.Chance(0.66f) ? Lids.Open : dice.Pick<Lids>(),
            GazeRight = dice.Between(-1, 1),
            GazeDown = dice.Between(-0.6f, 0.8f),
            Mouth = dice.Pick<Mouth>(),
            BrowLift = dice.Between(-1.5f, 3),
            BrowAngle = dice.Between(-12, 14),
            Blush = dice.Chance(0.55f) ? dice.Between(0.25f, 1) : 0,
            Backdrop = dice.Pick<Backdrop>(),
            Hue = dice.Between(0, 360),
            Light = dice.Chance(0.7f) ? Light.Day : dice.Pick<Light>(),
            Scenery = (ulong)(dice.Unit() * (1 << 24)),
        };
    }
}

/// <summary>How far the eyes are open.</summary>
public enum Lids
{
    Open,
    Wide,
    Half,
    Closed,
    Smiling,
    WinkLeft,
    WinkRight,
}

/// <summary>The mouth's expression.</summary>
public enum Mouth
{
    Smile,
    Flat,
    Open,
    Laugh,
    Small,
    Cat,
    Frown,
    Shout,
}

/// <summary>What is behind the head.</summary>
public enum Backdrop
{
    Plain,
    Gradient,
    Glow,
    Bokeh,
    Stripes,
    Sky,
    Leaves,
    Room,
}

/// <summary>The colour of the light.</summary>
public enum Light
{
    Day,
    Evening,
    Night,
    Bright,
}
