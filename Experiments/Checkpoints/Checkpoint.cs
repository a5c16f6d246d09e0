using Shared.Wire;

namespace Experiments.Checkpoints;

/// <summary>All that a trial needs to go on to the same bits.</summary>
/// <param name="Epoch">Epochs finished.</param>
/// <param name="Batch">The first batch of the next epoch that is not yet trained; 0 between epochs.</param>
/// <param name="Rows">Every finished epoch's metrics, with the time they were first measured.</param>
/// <param name="State">The training program's own: weights, optimizer, sums of a half epoch.</param>
public sealed record Checkpoint(int Epoch, int Batch, IReadOnlyList<MetricRow> Rows, IReadOnlyDictionary<string, byte[]> State);
