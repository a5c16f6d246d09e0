namespace Orchestrator.Sweeps;

/// <summary>
/// Axes that share a condition or a constraint, with their valid digit combinations in lexicographic order; an axis that shares none is a block of its own, without a list.
/// A combination is held as one mixed-radix code, so a million of them cost 4 MB.
/// </summary>
internal sealed class GridBlock
{
    private readonly int[] _axes;
    private readonly int[] _radices;
    private readonly uint[]? _narrow;
    private readonly ulong[]? _wide;

    private GridBlock(int[] axes, int[] radices, long count, uint[]? narrow, ulong[]? wide)
    {
        _axes = axes;
        _radices = radices;
        Count = count;
        _narrow = narrow;
        _wide = wide;
    }

    public long Count { get; }

    public IReadOnlyList<int> Axes => _axes;

    /// <summary>An axis that nothing cuts.</summary>
    public static GridBlock Free(int axis, int radix) => new([axis], [radix], radix, null, null);

    /// <summary>Codes of valid combinations; four bytes each where the widest code fits.</summary>
    public static GridBlock Listed(int[] axes, int[] radices, ulong codes, IEnumerable<ulong> valid) => codes <= uint.MaxValue
        ? Listed(axes, radices, [.. valid.Select(code => (uint)code)], null)
        : Listed(axes, radices, null, [.. valid]);

    /// <summary>Writes the digits of the block's axes into a vector over all axes.</summary>
    public void Decode(long index, Span<int> digits)
    {
        var code = _narrow is not null ? _narrow[index] : _wide is not null ? _wide[index] : (ulong)index;
        for (var axis = _axes.Length - 1; axis >= 0; axis--)
        {
            (code, var digit) = Math.DivRem(code, (ulong)_radices[axis]);
            digits[_axes[axis]] = (int)digit;
        }
    }

    private static GridBlock Listed(int[] axes, int[] radices, uint[]? narrow, ulong[]? wide) =>
        new(axes, radices, narrow?.Length ?? wide?.Length ?? 0, narrow, wide);
}
