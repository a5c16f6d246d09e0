namespace Shared.Datasets;

/// <summary>A data set can be had from nowhere. The message, of several lines, lists what was tried and says how to give a folder.</summary>
public sealed class DatasetUnavailableException(string message) : Exception(message);
