namespace Experiments.Faces;

/// <summary>The draws of one face or character, each a function of what it is for and of its number: nothing depends on what was drawn for others.</summary>
public sealed class FaceDice(ulong seed, params ulong[] purpose)
{
    private readonly ulong _stream = Seeds.Mix(seed, purpose);
    private ulong _draws;

    /// <summary>In [0, 1).</summary>
    public float Unit() => (float)Seeds.ToUnit(Seeds.Mix(_stream, _draws++));

    public float Between(float least, float most) => least + ((most - least) * Unit());

    public bool Chance(float probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Math.Min((int)(Unit() * choices.Count), choices.Count - 1)];

    public T Pick<T>()
        where T : struct, Enum => Pick(Enum.GetValues<T>());
}
