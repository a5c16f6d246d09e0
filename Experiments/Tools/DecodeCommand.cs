using System.Runtime.InteropServices;
using Experiments.Trainer;
using Google.Protobuf;
using Shared.Wire;

namespace Experiments.Tools;

/// <summary><c>decode</c>: makes images of points of a trained model's latent space, for as long as whoever started it asks (Shared/Wire/decoder.proto).</summary>
public static class DecodeCommand
{
    /// <summary>Answers on standard output until standard input ends.</summary>
    public static int Run()
    {
        // Ctrl+C reaches every process of the terminal; whoever started us decides what it means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var output = StandardOutput.Take();
        Serve(Console.OpenStandardInput(), output);
        return 0;
    }

    /// <summary>Answers question after question until there is none.</summary>
    public static void Serve(Stream questions, Stream answers)
    {
        using var decoder = new PointDecoder();
        using var pipe = new BufferedStream(questions);
        using var answer = new MemoryStream();
        while (Next(pipe) is { } question)
        {
            answer.SetLength(0);
            decoder.Decode(question).WriteDelimitedTo(answer);
            answers.Write(answer.GetBuffer(), 0, (int)answer.Length);
            answers.Flush();
        }
    }

    private static DecodePoints? Next(Stream pipe)
    {
        try
        {
            return DecodePoints.Parser.ParseDelimitedFrom(pipe);
        }
        catch (InvalidProtocolBufferException)
        {
            // The pipe has ended, perhaps within a question: nobody waits for the answer any more.
            return null;
        }
    }
}
