using Orchestrator.Dashboard.Live;
using Xunit;

namespace Tests.Dashboard;

public sealed class FeedTests
{
    private readonly Source _source = new();
    private readonly Feed _feed;

    public FeedTests() => _feed = new Feed(() => _source, TimeProvider.System);

    [Fact]
    public async Task All_who_listen_are_told_of_one_reading()
    {
        using var one = _feed.Listen();
        using var other = _feed.Listen();
        await one.Begun;
        await _source.SayAsync("a");

        Assert.Equal("a", (await one.News.ReadAsync()).Json);
        Assert.Equal("a", (await other.News.ReadAsync()).Json);
        Assert.Equal("a", _feed.Latest("said")?.Json);
    }

    [Fact]
    public async Task Nothing_is_read_while_nobody_listens()
    {
        Assert.Equal(0, _source.Readings);
        var listener = _feed.Listen();
        await listener.Begun;
        listener.Dispose();
        await _source.SayAsync("the last that is read");
        var readings = _source.Readings;
        await Task.Delay(100);

        Assert.InRange(_source.Readings, readings, readings + 1);
        Assert.Null(_feed.Latest("said"));
    }

    [Fact]
    public async Task One_who_does_not_keep_up_is_let_go_and_the_others_stay()
    {
        using var slow = _feed.Listen();
        using var quick = _feed.Listen();
        for (var i = 0; i < 40; i++)
        {
            await _source.SayAsync("word");
            await quick.News.ReadAsync();
        }

        var heard = 0;
        await foreach (var _ in slow.News.ReadAllAsync())
        {
            heard++;
        }

        Assert.InRange(heard, 1, 39);
        await _source.SayAsync("still here");
        Assert.Equal("still here", (await quick.News.ReadAsync()).Json);
    }

    [Fact]
    public async Task A_closed_feed_ends_those_who_listen_and_those_who_come_late()
    {
        using var listener = _feed.Listen();
        _feed.Close();
        using var late = _feed.Listen();
        Assert.False(await listener.News.WaitToReadAsync());
        Assert.False(await late.News.WaitToReadAsync());
        await late.Begun;
    }

    // Says what it is given, a reading each.
    private sealed class Source : INewsSource
    {
        private readonly System.Threading.Channels.Channel<string> _words = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public int Readings { get; private set; }

        public TimeSpan Pause => TimeSpan.Zero;

        public ValueTask SayAsync(string word) => _words.Writer.WriteAsync(word);

        public async Task<IReadOnlyList<News>> ReadAsync(CancellationToken cancellation)
        {
            // The first finds nothing: from then on news is complete.
            if (Readings++ == 0)
            {
                return [];
            }

            return [new News("said", await _words.Reader.ReadAsync(cancellation))];
        }
    }
}
