namespace Orchestrator.Checkpoints;

/// <summary>The attempts that ended last: a checkpoint of one of them that is still under way is not wanted.</summary>
internal sealed class EndedAttempts
{
    // An upload that was under way when its trial ended is over long before so many others have ended.
    private const int Remembered = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sweep, int Index), int> _ended = [];
    private readonly Queue<(string Sweep, int Index)> _order = new();

    public void Add(string sweep, int index, int attempt)
    {
        lock (_gate)
        {
            if (_ended.TryAdd((sweep, index), attempt))
            {
                _order.Enqueue((sweep, index));
            }

            _ended[(sweep, index)] = attempt;
            if (_order.Count > Remembered)
            {
                _ended.Remove(_order.Dequeue());
            }
        }
    }

    public bool Contains(string sweep, int index, int attempt)
    {
        lock (_gate)
        {
            return _ended.TryGetValue((sweep, index), out var ended) && attempt <= ended;
        }
    }
}
