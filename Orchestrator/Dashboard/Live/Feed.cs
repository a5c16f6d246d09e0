using System.Threading.Channels;
using Serilog;

namespace Orchestrator.Dashboard.Live;

/// <summary>News for all pages that show the same thing: read once, told to each. While nobody listens nothing is read.</summary>
internal sealed class Feed(Func<INewsSource> source, TimeProvider clock)
{
    // A page that is so far behind can't be helped by more: it is let go, and its browser comes again with the version that it has.
    private const int MostUnsent = 32;

    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Channel<News>, TaskCompletionSource> _listeners = [];
    private readonly Dictionary<string, News> _latest = [];
    private CancellationTokenSource? _reading;
    private bool _begun;
    private bool _closed;

    /// <summary>Listens until it is disposed.</summary>
    public Listener Listen()
    {
        var channel = Channel.CreateBounded<News>(new BoundedChannelOptions(MostUnsent) { SingleReader = true });
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_closed || _begun)
            {
                begun.SetResult();
            }

            if (_closed)
            {
                channel.Writer.Complete();
                return new Listener(this, channel, begun.Task);
            }

            _listeners.Add(channel, begun);
            if (_reading is null)
            {
                _reading = new CancellationTokenSource();
                _ = ReadAsync(_reading.Token);
            }
        }

        return new Listener(this, channel, begun.Task);
    }

    /// <summary>The newest event of a kind; null while there was none.</summary>
    public News? Latest(string kind)
    {
        lock (_lock)
        {
            return _latest.GetValueOrDefault(kind);
        }
    }

    /// <summary>Ends all that listen; the host waits for them.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var channel in _listeners.Keys.ToList())
            {
                Drop(channel);
            }
        }
    }

    private void Leave(Channel<News> channel)
    {
        lock (_lock)
        {
            Drop(channel);
        }
    }

    private void Drop(Channel<News> channel)
    {
        if (_listeners.Remove(channel, out var begun))
        {
            channel.Writer.TryComplete();
            begun.TrySetResult();
        }

        if (_listeners.Count == 0 && _reading is { } reading)
        {
            // The next one who comes gets a source of its own.
            (_reading, _begun) = (null, false);
            _latest.Clear();
            reading.Cancel();
            reading.Dispose();
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var news = source();
        while (!cancellation.IsCancellationRequested)
        {
            var pause = news.Pause;
            try
            {
                Tell(await news.ReadAsync(cancellation), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The coordinator starts, moves or waits for its journal: pages stay, and hear of it again.
                Log.Debug(fault, "News could not be read");
                pause = AfterTrouble;
            }

            await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(IReadOnlyList<News> news, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (cancellation.IsCancellationRequested)
            {
                return;
            }

            _begun = true;
            foreach (var one in news)
            {
                _latest[one.Event] = one;
            }

            foreach (var (channel, begun) in _listeners.ToList())
            {
                if (!news.All(channel.Writer.TryWrite))
                {
                    Drop(channel);
                }

                begun.TrySetResult();
            }
        }
    }

    /// <summary>One who listens.</summary>
    /// <param name="Begun">From here on everything that changes is told.</param>
    internal sealed record Listener(Feed Feed, Channel<News> Channel, Task Begun) : IDisposable
    {
        public ChannelReader<News> News => Channel.Reader;

        public void Dispose() => Feed.Leave(Channel);
    }
}
