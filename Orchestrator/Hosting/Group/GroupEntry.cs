using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Serilog;

namespace Orchestrator.Hosting.Group;

/// <summary>
/// How an orchestrator of a group gets into the cluster: through any other that lives. Where nobody answers it may found one, if no other of the group is in a cluster.
/// </summary>
internal sealed class GroupEntry(FoundingLock founding, TimeProvider clock) : IAsyncDisposable
{
    // Two rounds of asking, and the second finds those that started a moment after us.
    private static readonly TimeSpan AskFirst = TimeSpan.FromSeconds(2.5);

    // For one that is just joining elsewhere and does not hold the lock yet.
    private static readonly TimeSpan AskOnceMore = TimeSpan.FromSeconds(1);

    // Another may be founding the cluster at this moment.
    private const int TellAfter = 5;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _gone = new();
    private Task _entering = Task.CompletedTask;

    /// <summary>For one that has no others: whether it is the only one that uses this journal. Stays so until it is disposed.</summary>
    public async Task<bool> BeginAloneAsync()
    {
        var alone = await TryAsync(founding.TryAloneAsync);
        _entering = alone ? Task.Run(() => KeepAsync(founding.TryAloneAsync)) : _entering;
        return alone;
    }

    /// <summary>For one of several.</summary>
    public void Begin(Cluster cluster) => _entering = Task.Run(() => EnterAsync(cluster));

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _entering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await founding.DisposeAsync();
        _gone.Dispose();
    }

    private async Task EnterAsync(Cluster cluster)
    {
        var (patience, tries) = (AskFirst, 0);
        for (; !await IsInAsync(cluster, patience); patience = Every)
        {
            if (await TryAsync(founding.TryAloneAsync))
            {
                if (!await IsInAsync(cluster, AskOnceMore))
                {
                    Log.Information("None of the other orchestrators is in a cluster: this one founds it");
                    cluster.Join(cluster.SelfAddress);
                }
            }
            else if (++tries == TellAfter)
            {
                Log.Warning("Waiting for the other orchestrators: one of them is in a cluster and can't be reached from here, or the journal does not answer");
            }
        }

        await KeepAsync(founding.TryShareAsync);
    }

    // For life: who comes later sees by it that there is a cluster. A server that was away has forgotten it.
    private async Task KeepAsync(Func<CancellationToken, Task<bool>> take)
    {
        for (var held = false; ; await Task.Delay(Every, clock, _gone.Token))
        {
            held = (held && await founding.LivesAsync(_gone.Token)) || await TryAsync(take);
        }
    }

    private async Task<bool> IsInAsync(Cluster cluster, TimeSpan patience)
    {
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < patience; await Task.Delay(Step, clock, _gone.Token))
        {
            if (cluster.State.Members.Any(member => member.Address == cluster.SelfAddress))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> take)
    {
        try
        {
            return await take(_gone.Token);
        }
        catch (Exception fault) when (JournalServer.IsTrouble(fault))
        {
            return false;
        }
    }
}

/// <summary>Joins the cluster of the group.</summary>
internal static class GroupHosting
{
    /// <param name="addresses">Cluster address of each, with its protocol.</param>
    public static AkkaConfigurationBuilder WithGroup(this AkkaConfigurationBuilder akka, IReadOnlyList<string> addresses, GroupEntry entry) => akka.AddStartup((system, _) =>
    {
        var cluster = Cluster.Get(system);
        var others = addresses.Select(address => Address.Parse(address)).Where(member => member != cluster.SelfAddress);
        // Whose first is not this one: Akka founds nothing by itself then, and asks until somebody answers.
        cluster.JoinSeedNodes([.. others]);
        entry.Begin(cluster);
        system.ActorOf(Props.Create(() => new WarmJournal()), "warm-journal");
    });
}
