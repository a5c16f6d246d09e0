namespace Experiments.Data.Folders;

/// <summary>The study's split of one character's images, in the order of their file names: the first 70 % to train, half of the rest to validate, the others to test.</summary>
public readonly record struct StudySplit(int Train, int Validation, int Test)
{
    /// <summary>round(0.7 n), round(0.5 (n - train)) and the rest, with Python's round: a half goes to the even neighbour.</summary>
    public static StudySplit Of(int images)
    {
        var train = (int)Math.Round(0.7 * images, MidpointRounding.ToEven);
        var validation = (int)Math.Round(0.5 * (images - train), MidpointRounding.ToEven);
        return new(train, validation, images - train - validation);
    }
}
