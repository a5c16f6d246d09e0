using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Tracking.Store;

/// <summary>
/// The one writer. Work that waits is done in one transaction and answered after its commit (group commit), so that a disk flush is shared by all requests
/// of the moment. Each piece of work stands in a savepoint: its failure undoes it alone. When the commit fails, all of it fails.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    // Bounds memory and the wait of the first in line; callers beyond it wait.
    private const int Waiting = 4096;
    private const int PerCommit = 1024;

    private readonly Channel<Work> _waiting = Channel.CreateBounded<Work>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly List<Work> _batch = new(PerCommit);
    private readonly Session _session;
    private readonly Task _loop;

    public WriteQueue(Session session)
    {
        _session = session;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>The result, once it is committed.</summary>
    public async Task<T> RunAsync<T>(Func<Session, T> write, CancellationToken cancellation)
    {
        var work = new Work<T>(write, cancellation);
        try
        {
            await _waiting.Writer.WriteAsync(work, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw TrackingFault.Unavailable("the tracking server is stopping");
        }
        return await work.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
        _session.Dispose();
    }

    private async Task LoopAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var failure = Commit();
            foreach (var work in _batch)
            {
                work.Answer(failure);
            }
            _batch.Clear();
        }
    }

    // Nothing may escape: the loop must outlive a full disk.
    private Exception? Commit()
    {
        try
        {
            _session.Run("BEGIN IMMEDIATE");
            var alone = false;
            while (!alone && _batch.Count < PerCommit && _waiting.Reader.TryRead(out var work))
            {
                _batch.Add(work);
                alone = _batch.Count == 1 && !_waiting.Reader.TryPeek(out _);
                Do(work, alone);
            }
            _session.Run("COMMIT");
            return null;
        }
        catch (Exception failure)
        {
            if (_batch.Count == 0 && _waiting.Reader.TryRead(out var first))
            {
                _batch.Add(first);
            }
            return Undo() as Exception ?? failure;
        }
    }

    private void Do(Work work, bool alone)
    {
        if (work.IsCancelled)
        {
            return;
        }
        if (alone)
        {
            // The transaction is its savepoint; another one would keep a copy of each page that changes.
            work.Do(_session);
            return;
        }
        _session.Run("SAVEPOINT work");
        try
        {
            work.Do(_session);
        }
        catch (Exception failure) when (_session.InTransaction && !IsFatal(failure))
        {
            work.Fail(failure);
            _session.Run("ROLLBACK TO work");
        }
        _session.Run("RELEASE work");
    }

    private static bool IsFatal(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_NOMEM or raw.SQLITE_CORRUPT };

    private SqliteException? Undo()
    {
        try
        {
            if (_session.InTransaction)
            {
                _session.Run("ROLLBACK");
            }
            return null;
        }
        catch (SqliteException failure)
        {
            return failure;
        }
    }

    private abstract class Work(CancellationToken cancellation)
    {
        public bool IsCancelled => cancellation.IsCancellationRequested;

        protected Exception? Failure { get; private set; }

        public abstract void Do(Session session);

        public void Fail(Exception failure) => Failure = failure;

        /// <param name="failure">Of the whole commit; null: it is on disk.</param>
        public abstract void Answer(Exception? failure);
    }

    private sealed class Work<T>(Func<Session, T> write, CancellationToken cancellation) : Work(cancellation)
    {
        // Continuations run elsewhere: the writer goes on with the next commit.
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private bool _done;

        public Task<T> Result => _answer.Task;

        public override void Do(Session session)
        {
            _result = write(session);
            _done = true;
        }

        public override void Answer(Exception? failure)
        {
            if ((failure ?? Failure) is { } fault)
            {
                _answer.SetException(fault);
            }
            else if (_done)
            {
                _answer.SetResult(_result!);
            }
            else
            {
                _answer.SetCanceled();
            }
        }
    }
}
