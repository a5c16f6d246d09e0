using System.Buffers.Binary;
using System.Security.Cryptography;
using Shared.Datasets;

namespace Experiments.Data.Folders;

/// <summary>Splits decoded images and writes them as the files of an imported set, hashing what it writes.</summary>
public static class ImageFolderFiles
{
    /// <summary>Height and width of every imported image.</summary>
    public const int Side = 64;

    public const int ImageBytes = Side * Side * AreaResize.Channels;

    /// <summary>Writes the three files; answers how many images each holds, and the digest over them.</summary>
    /// <param name="characters">The images of each character, by their place in the spool, in the order of their names.</param>
    public static (StudySplit Counts, string Digest) Write(SpooledImages spool, IReadOnlyList<IReadOnlyList<int>> characters, string folder)
    {
        var parts = characters.Select(images => (Images: images, Split: StudySplit.Of(images.Count))).ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var train = WriteFile(ImageFolderManifest.TrainFile, parts.Select(part => part.Images.Take(part.Split.Train)));
        var validation = WriteFile(ImageFolderManifest.ValidationFile, parts.Select(part => part.Images.Skip(part.Split.Train).Take(part.Split.Validation)));
        var test = WriteFile(ImageFolderManifest.TestFile, parts.Select(part => part.Images.Skip(part.Split.Train + part.Split.Validation)));
        return (new(train, validation, test), Convert.ToHexStringLower(hash.GetHashAndReset()));

        int WriteFile(string name, IEnumerable<IEnumerable<int>> part)
        {
            var images = InTurn(part);
            using var file = File.Create(Path.Combine(folder, name), 1 << 20);
            Write(Head(images.Count));
            var pixels = new byte[ImageBytes];
            foreach (var image in images)
            {
                spool.Read(image, pixels);
                Write(pixels);
            }

            return images.Count;

            void Write(byte[] bytes)
            {
                file.Write(bytes);
                hash.AppendData(bytes);
            }
        }
    }

    // First every character's first image, then every second one: so the first so many images of a file are of as many characters as possible.
    private static List<int> InTurn(IEnumerable<IEnumerable<int>> characters) =>
        [.. characters.SelectMany(images => images.Select((image, rank) => (image, rank))).OrderBy(one => one.rank).Select(one => one.image)];

    private static byte[] Head(int images)
    {
        byte[] head = [0, 0, 8, 4, .. new byte[16]];
        int[] shape = [images, Side, Side, AreaResize.Channels];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * dimension)), shape[dimension]);
        }

        return head;
    }
}
