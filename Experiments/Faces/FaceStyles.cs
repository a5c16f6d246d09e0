namespace Experiments.Faces;

/// <summary>The hair behind the head.</summary>
public enum BackHair
{
    Short,
    Bob,
    Long,
    Wavy,
    TwinTails,
    Ponytail,
    Spiky,
    Buns,
    LowTails,
}

/// <summary>The hair over the forehead.</summary>
public enum Bangs
{
    Straight,
    Round,
    SweptLeft,
    SweptRight,
    Parted,
    Spiky,
    Jagged,
}

/// <summary>What can be seen of the ears.</summary>
public enum Ears
{
    Human,
    Hidden,
    Cat,
    Elf,
}

/// <summary>What is worn in the hair.</summary>
public enum Ornament
{
    None,
    Ribbon,
    Hairpin,
    Headband,
    Flower,
}

/// <summary>What can be seen of the clothes.</summary>
public enum Outfit
{
    Sailor,
    Shirt,
    Hood,
    Kimono,
}
