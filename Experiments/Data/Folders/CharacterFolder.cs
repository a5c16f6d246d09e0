namespace Experiments.Data.Folders;

/// <summary>The images of one character, by ordinal file name.</summary>
/// <param name="Images">Paths of the PNG and JPEG files.</param>
/// <param name="Others">Paths of images in formats that are not read.</param>
public sealed record CharacterFolder(string Name, IReadOnlyList<string> Images, IReadOnlyList<string> Others)
{
    private static readonly string[] Read = [".png", ".jpg", ".jpeg"];
    private static readonly string[] NotRead = [".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".ico"];

    /// <summary>
    /// The characters below a folder, by ordinal name: its own subfolders, or those of its <c>thumb</c>, as the animeface-character-dataset has them; a folder
    /// without subfolders is one character. Files that are no images (lists, hidden files) don't count.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<CharacterFolder> Find(string folder)
    {
        var thumb = Path.Combine(folder, "thumb");
        var above = Subfolders(thumb).Count > 0 ? thumb : folder;
        var inside = Subfolders(above) is { Count: > 0 } folders ? folders : [above];
        return [.. inside.Select(Of).Where(character => character.Images.Count + character.Others.Count > 0)];
    }

    private static CharacterFolder Of(string folder)
    {
        var files = Directory.GetFiles(folder).Where(file => Path.GetFileName(file)[0] != '.').Order(StringComparer.Ordinal).ToList();
        return new(Path.GetFileName(folder), [.. files.Where(file => Has(file, Read))], [.. files.Where(file => Has(file, NotRead))]);
    }

    private static List<string> Subfolders(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetDirectories(folder).Where(child => Path.GetFileName(child)[0] != '.').Order(StringComparer.Ordinal)]
        : [];

    private static bool Has(string file, string[] extensions) => extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
