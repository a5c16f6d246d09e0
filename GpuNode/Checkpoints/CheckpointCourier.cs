using GpuNode.Trainers;
using Serilog;
using Shared.Wire;

namespace GpuNode.Checkpoints;

/// <summary>
/// Brings checkpoints to the orchestrator in the background, so that another node can go on from them. At most one upload a trial at a time, always of the newest: one that is superseded
/// while it waits is never sent. Training does not wait for it; an orchestrator that is away costs nothing but delay.
/// </summary>
public sealed class CheckpointCourier(CheckpointClient client, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // A trial that is handed back waits for its last checkpoint: well below the agent's own patience when it leaves.
    private static readonly TimeSpan HandBackPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AwayPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sweep, int Index), Delivery> _deliveries = [];

    /// <summary>The trial's checkpoint file was written anew. Returns at once.</summary>
    public void Saved(HostedTrial trial, string file)
    {
        if (trial.CheckpointUri.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (!_deliveries.TryGetValue(Key(trial.Ref), out var delivery))
            {
                delivery = new Delivery(file);
                _deliveries[Key(trial.Ref)] = delivery;
                (delivery.Trial, delivery.Wanted) = (trial, true);
                delivery.Done = Task.Run(() => DeliverAsync(delivery));
            }

            (delivery.Trial, delivery.Wanted) = (trial, true);
        }
    }

    /// <summary>Waits until the newest checkpoint has arrived, but not long for an orchestrator that does not answer.</summary>
    public async Task HandBackAsync(TrialRef trial)
    {
        Delivery? delivery;
        lock (_gate)
        {
            _deliveries.TryGetValue(Key(trial), out delivery);
        }

        if (delivery is not null)
        {
            await Task.WhenAny(delivery.Done, Task.Delay(delivery.Failures > 0 ? AwayPatience : HandBackPatience, clock));
        }
    }

    /// <summary>The trial is finished: what is still to be sent of it is of no more use.</summary>
    public void Abandon(TrialRef trial)
    {
        lock (_gate)
        {
            if (_deliveries.Remove(Key(trial), out var delivery))
            {
                delivery.Stop.Cancel();
            }
        }
    }

    private async Task DeliverAsync(Delivery delivery)
    {
        while (Next(delivery) is { } trial)
        {
            try
            {
                await client.UploadAsync(trial, delivery.File, delivery.Stop.Token);
                delivery.Failures = 0;
            }
            catch (Exception away) when (away is HttpRequestException { StatusCode: null or >= System.Net.HttpStatusCode.InternalServerError } or TaskCanceledException && !delivery.Stop.IsCancellationRequested)
            {
                await PauseAsync(delivery, trial, away);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException or OperationCanceledException)
            {
                // Refused, or the folder is gone: the next checkpoint is tried again.
                if (!delivery.Stop.IsCancellationRequested)
                {
                    Log.Warning("A checkpoint of {Sweep}/{Trial} stays on this node: {Reason}", trial.Ref.Sweep, trial.Ref.Index, fault.Message);
                }
            }
        }
    }

    // All attempts of a trial write to one file.
    private static (string Sweep, int Index) Key(TrialRef trial) => (trial.Sweep, trial.Index);

    // What to send next; null, and the delivery is closed, where there is nothing.
    private HostedTrial? Next(Delivery delivery)
    {
        lock (_gate)
        {
            if (delivery.Wanted && !delivery.Stop.IsCancellationRequested)
            {
                delivery.Wanted = false;
                return delivery.Trial;
            }

            if (_deliveries.GetValueOrDefault(Key(delivery.Trial.Ref)) == delivery)
            {
                _deliveries.Remove(Key(delivery.Trial.Ref));
            }

            return null;
        }
    }

    private async Task PauseAsync(Delivery delivery, HostedTrial trial, Exception away)
    {
        var pause = TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Min(delivery.Failures, 10), LongestPause.Ticks));
        if (delivery.Failures++ == 0)
        {
            Log.Warning("Checkpoints of {Sweep}/{Trial} can't be brought to the orchestrator yet: {Reason}; they stay here, and it is tried again", trial.Ref.Sweep, trial.Ref.Index, away.Message);
        }

        lock (_gate)
        {
            delivery.Wanted = true;
        }

        await Task.Delay(pause, clock, delivery.Stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The uploads of one trial's checkpoint file.</summary>
    private sealed class Delivery(string file)
    {
        public string File { get; } = file;

        public CancellationTokenSource Stop { get; } = new();

        public HostedTrial Trial { get; set; } = null!;

        public bool Wanted { get; set; }

        /// <summary>Failed tries in a row.</summary>
        public int Failures { get; set; }

        public Task Done { get; set; } = Task.CompletedTask;
    }
}
