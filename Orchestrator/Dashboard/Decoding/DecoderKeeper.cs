using Shared.Wire;

namespace Orchestrator.Dashboard.Decoding;

/// <summary>Keeps at most one decoder: started by the first question, ended when nobody has asked for a minute.</summary>
public sealed class DecoderKeeper : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _idle;
    private Decoder? _decoder;

    public DecoderKeeper(TimeProvider clock) => _idle = clock.CreateTimer(_ => EndIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Whether a process runs now.</summary>
    public bool Runs => _decoder is not null;

    /// <summary>The answer to a question that waited for its turn; one that nobody waits for any more is not asked.</summary>
    /// <exception cref="RefusalException">The process can't be started, died or hangs.</exception>
    public async Task<DecodedPoints> AskAsync(DecodePoints question, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _decoder ??= Decoder.Start();
            return await _decoder.AskAsync(question);
        }
        catch (RefusalException)
        {
            End();
            throw;
        }
        finally
        {
            _idle.Change(Rest, Timeout.InfiniteTimeSpan);
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _idle.Dispose();
        End();
    }

    // Who asks just now sets the timer anew.
    private void EndIfIdle()
    {
        if (_turn.Wait(0))
        {
            End();
            _turn.Release();
        }
    }

    private void End()
    {
        _decoder?.Dispose();
        _decoder = null;
    }
}
