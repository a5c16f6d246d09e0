using Microsoft.Win32.SafeHandles;

namespace Experiments.Data.Folders;

/// <summary>Images of one size in a scratch file, written from any thread at their own place: however many there are, few are in memory.</summary>
public sealed class SpooledImages(string path, int imageBytes) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);

    public void Write(int image, ReadOnlySpan<byte> pixels) => RandomAccess.Write(_file, pixels, (long)image * imageBytes);

    public void Read(int image, Span<byte> pixels)
    {
        for (var read = 0; read < imageBytes;)
        {
            var more = RandomAccess.Read(_file, pixels[read..imageBytes], ((long)image * imageBytes) + read);
            read += more > 0 ? more : throw new EndOfStreamException($"{path} was cut off");
        }
    }

    public void Dispose() => _file.Dispose();
}
