using System.Globalization;

namespace Experiments.Faces;

/// <summary>How many faces of which seed, and so which characters with how many faces each.</summary>
public sealed record FaceOrder(int Count, ulong Seed)
{
    // So that few faces are not of one character alone.
    private const int FewestCharacters = 8;

    /// <summary>The fewest faces, of all and of a character: fewer leave none to validate on.</summary>
    public const int FewestFaces = 6;

    /// <summary>In the proportion of the animeface-character-dataset: 14,490 faces of 203 characters.</summary>
    public int Characters => (int)(Count * 203L / 14_490) is var many && many >= FewestCharacters
        ? many
        : Math.Clamp(Count / FewestFaces, 1, FewestCharacters);

    /// <summary>What tells a folder of these faces from any other.</summary>
    public string Marker => string.Create(CultureInfo.InvariantCulture, $"{Count} drawn faces of seed {Seed}, drawing {FacePicture.Version}\n");

    /// <summary>Every face as character, number and file below the folder: <c>thumb/NNN_character_N/face_i.png</c>.</summary>
    public IEnumerable<(int Character, int Image, string File)> Faces()
    {
        var (each, more) = (Count / Characters, Count % Characters);
        for (var character = 0; character < Characters; character++)
        {
            for (var image = 0; image < each + (character < more ? 1 : 0); image++)
            {
                yield return (character, image, Path.Combine(
                    "thumb",
                    string.Create(CultureInfo.InvariantCulture, $"{character:000}_character_{character}"),
                    string.Create(CultureInfo.InvariantCulture, $"face_{image}.png")));
            }
        }
    }
}
