namespace Experiments.Data.Folders;

/// <summary>One file of an image folder is no image that can be trained on; the message says why, as the end of a sentence that begins with the file.</summary>
public sealed class UnreadableImageException(string message) : Exception(message);
