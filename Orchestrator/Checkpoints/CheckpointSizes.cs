using System.Text.Json;
using System.Text.Json.Serialization;
using Serilog;

namespace Orchestrator.Checkpoints;

/// <summary>How large an experiment's checkpoints were: what <c>plan</c>'s forecast rests on. Kept in the data folder, by the experiment's name.</summary>
/// <param name="file">Need not exist.</param>
public sealed class CheckpointSizes(string file)
{
    private readonly Lock _gate = new();
    private Dictionary<string, long>? _largest;

    public static CheckpointSizes Of(OrchestratorOptions options) => new(Path.Combine(options.DataFolder, "checkpoint-sizes.json"));

    /// <summary>The largest that was seen, in bytes; null before the first.</summary>
    public long? Find(string experiment)
    {
        lock (_gate)
        {
            return Known().TryGetValue(experiment, out var bytes) ? bytes : null;
        }
    }

    /// <summary>Keeps it where it is larger than all before; a disk that refuses costs a forecast.</summary>
    public void Saw(string experiment, long bytes)
    {
        lock (_gate)
        {
            if (experiment.Length == 0 || Known().GetValueOrDefault(experiment) >= bytes)
            {
                return;
            }

            Known()[experiment] = bytes;
            try
            {
                File.WriteAllText(file + ".tmp", JsonSerializer.Serialize(Known(), SizesJson.Default.DictionaryStringInt64));
                File.Move(file + ".tmp", file, overwrite: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Log.Debug(fault, "The size of a checkpoint is not remembered");
            }
        }
    }

    private Dictionary<string, long> Known()
    {
        try
        {
            return _largest ??= File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), SizesJson.Default.DictionaryStringInt64) ?? [] : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return _largest ??= [];
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class SizesJson : JsonSerializerContext;
