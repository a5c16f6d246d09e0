using Akka.Actor;
using GpuNode;
using Xunit;

namespace Tests.Node;

public sealed class ClusterPlaceTests
{
    private readonly Clock _clock = new();
    private readonly ClusterPlace _place;

    public ClusterPlaceTests() => _place = new ClusterPlace([At(1)], _clock);

    [Fact]
    public void One_that_waits_to_be_admitted_is_not_lost_however_long()
    {
        _place.Heard(member: false);
        Assert.False(_place.Lost);

        _clock.Advance(TimeSpan.FromHours(1));
        _place.Heard(member: false);

        Assert.False(_place.Lost);
        Assert.False(_place.Joined);
    }

    [Fact]
    public void One_whose_orchestrator_was_started_anew_is_lost_at_once_when_that_answers()
    {
        _place.Heard(member: true);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_place.Lost);
        Assert.False(_place.Joined);

        _place.Heard(member: false);

        Assert.True(_place.Lost);
    }

    // Of three orchestrators one may be cut off and know it no more; the others do.
    [Fact]
    public void One_orchestrator_that_knows_it_is_enough()
    {
        for (var second = 0; second < 60; second++)
        {
            _place.Heard(member: true);
            _place.Heard(member: false);
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(_place.Joined);
            Assert.False(_place.Lost);
        }
    }

    [Fact]
    public void Silence_is_waited_out_for_half_a_minute()
    {
        _place.Heard(member: true);
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(_place.Lost);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_place.Lost);
    }

    [Fact]
    public void Only_one_that_nobody_knows_follows_an_invitation_to_another_address()
    {
        _place.Invited(At(1));
        Assert.False(_place.Lost);
        _place.Heard(member: true);
        _place.Invited(At(2));
        Assert.False(_place.Lost);

        _clock.Advance(TimeSpan.FromSeconds(3));
        _place.Invited(At(2));

        Assert.True(_place.Lost);
        Assert.Equal(At(2), _place.Invitation);
    }

    private static Address At(int number) => new("akka.tcp", "experiments", "10.0.0." + number, 4053);

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan by) => _now += by;
    }
}
