namespace Experiments.Tools;

/// <summary>A tool can't do what was asked, for a reason that people cure; the message is one line with the cure.</summary>
public sealed class ToolRefusedException(string message) : Exception(message);
