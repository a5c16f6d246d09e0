using System.Buffers;
using System.Security.Cryptography;

namespace Shared.Datasets;

/// <summary>Saving and checking a data set's files.</summary>
internal static class DatasetFiles
{
    /// <summary>Saves exactly as many bytes as the file must have, so that no archive can unpack to more than that.</summary>
    /// <param name="alive">Called after each piece.</param>
    /// <exception cref="InvalidDataException">The content is shorter or longer.</exception>
    public static async Task SaveAsync(Stream content, DatasetFile file, string folder, CancellationToken cancellation, Action? alive = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            await using var target = new FileStream(Path.Combine(folder, file.Name), FileMode.CreateNew, FileAccess.Write);
            long length = 0;
            for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                length += read;
                if (length > file.Length)
                {
                    throw new InvalidDataException($"{file.Name} is longer than {file.Length} bytes");
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
                alive?.Invoke();
            }

            if (length < file.Length)
            {
                throw new InvalidDataException($"{file.Name} ends after {length} of {file.Length} bytes");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What is wrong with a data set's folder; null where every file is as it must be.</summary>
    public static async Task<string?> FaultAsync(DatasetDefinition dataset, string folder, CancellationToken cancellation)
    {
        if (!HasRightLengths(dataset, folder))
        {
            return "files are missing or have the wrong length";
        }

        foreach (var file in dataset.Files)
        {
            await using var stream = File.OpenRead(Path.Combine(folder, file.Name));
            var sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
            if (sum != file.Sha256)
            {
                return $"{file.Name} has the wrong checksum: {sum} instead of {file.Sha256}";
            }
        }

        return null;
    }

    public static bool HasRightLengths(DatasetDefinition dataset, string folder) =>
        dataset.Files.All(file => new FileInfo(Path.Combine(folder, file.Name)) is { Exists: true } info && info.Length == file.Length);
}
