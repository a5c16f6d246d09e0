namespace Orchestrator.Sweeps;

/// <summary>
/// Walks the digit combinations of a block in lexicographic order, first axis slowest, and leaves a branch at the first check that fails:
/// a check runs as soon as the last of its axes has a digit. Cost: about 10 ns a combination and check.
/// </summary>
internal sealed class GridSearch
{
    /// <summary>The most combinations a block may hold to be tried: about a second and 80 MB.</summary>
    public const int MostTried = 20_000_000;

    private readonly int[] _axes;
    private readonly int[] _radices;
    private readonly Func<int[], bool>[][] _checks;
    private readonly int[] _digits;

    /// <param name="axes">The block's axes, ascending.</param>
    /// <param name="radices">How many digits each has.</param>
    /// <param name="checks">What every combination must satisfy, with the axes it speaks of; axes outside the block keep digit 0.</param>
    /// <param name="allAxes">Length of the digit vector.</param>
    public GridSearch(int[] axes, int[] radices, IEnumerable<GridCheck> checks, int allAxes)
    {
        _axes = axes;
        _radices = radices;
        _digits = new int[allAxes];
        _checks = [.. axes.Select(_ => Array.Empty<Func<int[], bool>>())];
        foreach (var byDepth in checks.GroupBy(check => check.Axes.Max(axis => Array.IndexOf(axes, axis))))
        {
            _checks[byDepth.Key] = [.. byDepth.Select(check => check.Holds)];
        }
    }

    /// <summary>True when the walk gave up because there was too much to try.</summary>
    public bool GaveUp => Tried > MostTried;

    /// <summary>How many digits were tried so far.</summary>
    public long Tried { get; private set; }

    /// <summary>Codes of the valid combinations, until <see cref="GaveUp"/>.</summary>
    public IEnumerable<ulong> Valid()
    {
        var depth = 0;
        _digits[_axes[0]] = -1;
        while (depth >= 0)
        {
            if (++_digits[_axes[depth]] == _radices[depth])
            {
                depth--;
            }
            else if (++Tried > MostTried)
            {
                yield break;
            }
            else if (!Holds(_checks[depth]))
            {
                continue;
            }
            else if (depth == _axes.Length - 1)
            {
                yield return Code();
            }
            else
            {
                _digits[_axes[++depth]] = -1;
            }
        }
    }

    private bool Holds(Func<int[], bool>[] checks)
    {
        foreach (var check in checks)
        {
            if (!check(_digits))
            {
                return false;
            }
        }

        return true;
    }

    private ulong Code()
    {
        ulong code = 0;
        for (var axis = 0; axis < _axes.Length; axis++)
        {
            code = (code * (ulong)_radices[axis]) + (ulong)_digits[_axes[axis]];
        }

        return code;
    }
}

/// <summary>A condition or a constraint as a function of the digits.</summary>
/// <param name="Axes">The axes that vary and that it speaks of.</param>
/// <param name="Constraint">Its place among the sweep's constraints; -1 for a condition.</param>
internal sealed record GridCheck(IReadOnlyList<int> Axes, int Constraint, Func<int[], bool> Holds);
