using Experiments.Data;
using Experiments.Noop;
using Experiments.Programs;
using Shared.Catalogues;

namespace Experiments;

/// <summary>Every training program by its name in sweeps: the only registry.</summary>
public static class TrainingPrograms
{
    public static IReadOnlyList<ITrainingProgram> All { get; } = [new DenseAutoencoding(), new DenoisingAutoencoding(), new VariationalAutoencoding(), new NoopTraining()];

    /// <summary>All that a sweep can name. Loads no Torch.</summary>
    public static Catalogue Catalogue { get; } = new([.. All.Select(program => program.Description)], ImageDatasets.Descriptions);

    public static ITrainingProgram? Find(string name) => All.FirstOrDefault(program => program.Description.Name == name);
}
