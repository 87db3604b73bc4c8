using System.Buffers;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Simulator.Serving;

/// <summary>The bytes of a streamed answer, piece by piece, made beforehand so that a fault can cut, break or garnish them.</summary>
internal sealed class AnswerFrames
{
    private AnswerFrames(string contentType, byte[] opening, IReadOnlyList<byte[]> pieces, byte[] ending)
    {
        ContentType = contentType;
        Opening = opening;
        Pieces = pieces;
        Ending = ending;
    }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>What comes before the first piece.</summary>
    public byte[] Opening { get; }

    /// <summary>The pieces of the reply; one without bytes of its own is not among them.</summary>
    public IReadOnlyList<byte[]> Pieces { get; }

    /// <summary>What comes after the last piece, end marker included.</summary>
    public byte[] Ending { get; }

    /// <summary>Makes the frames of a good answer.</summary>
    public static AnswerFrames Of(Answer answer)
    {
        var (call, reply) = (answer.Call, answer.Simulation.Reply);
        var output = new ArrayBufferWriter<byte>(1024);
        var encoder = WireEncoders.Create(call.Wire, call.Form, answer.Head, output);
        encoder.Begin();
        var opening = Take(output);
        var pieces = ReplyPieces.Of(reply, call);
        var frames = new List<byte[]>(pieces.Count);
        foreach (var piece in pieces)
        {
            encoder.Write(piece);
            if (output.WrittenCount > 0)
            {
                frames.Add(Take(output));
            }
        }

        var (usage, finished) = ReplyPieces.Ending(reply, call, pieces.Count);
        encoder.Write(usage);
        encoder.Write(finished);
        encoder.End();
        return new AnswerFrames(encoder.ContentType, opening, frames, Take(output));
    }

    /// <summary>Makes an answer that fails after some pieces.</summary>
    public static byte[] OfFailure(Answer answer, int after, ExecutionError error)
    {
        var (call, reply) = (answer.Call, answer.Simulation.Reply);
        var output = new ArrayBufferWriter<byte>(1024);
        var encoder = WireEncoders.Create(call.Wire, call.Form, answer.Head, output);
        if (after > 0)
        {
            encoder.Begin();
        }

        foreach (var piece in ReplyPieces.Of(reply, call).Take(after))
        {
            encoder.Write(piece);
        }

        encoder.Write(new FailedEvent { Error = error });
        encoder.End();
        return Take(output);
    }

    private static byte[] Take(ArrayBufferWriter<byte> output)
    {
        var bytes = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();
        return bytes;
    }
}
