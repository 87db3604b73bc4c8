using System.Buffers;
using Polydev.Providers;
using Polydev.Simulator.Timing;

namespace Polydev.Simulator.Serving;

/// <summary>Sends answers in which nothing goes wrong.</summary>
internal sealed class PlainAnswers(PaceMaker paces)
{
    private const int FlushBytes = 16 * 1024;

    /// <summary>Sends one answer.</summary>
    /// <returns>Whether the client was there to its end.</returns>
    public Task<bool> SendAsync(Answer answer) => answer.Call.Form == ReplyForm.Body ? SendBodyAsync(answer) : SendStreamAsync(answer);

    /// <summary>Makes the whole body.</summary>
    public static ReadOnlyMemory<byte> Body(Answer answer, out string contentType)
    {
        var (call, reply) = (answer.Call, answer.Simulation.Reply);
        var output = new ArrayBufferWriter<byte>(1024);
        var encoder = WireEncoders.Create(call.Wire, call.Form, answer.Head, output);
        var pieces = ReplyPieces.Of(reply, call);
        encoder.Begin();
        foreach (var piece in pieces)
        {
            encoder.Write(ReplyPieces.Now(reply, piece));
        }

        var (usage, finished) = ReplyPieces.Ending(reply, call, pieces.Count);
        encoder.Write(usage);
        encoder.Write(finished);
        encoder.End();
        contentType = encoder.ContentType;
        return output.WrittenMemory;
    }

    private async Task<bool> SendBodyAsync(Answer answer)
    {
        var body = Body(answer, out var contentType);
        var reply = answer.Simulation.Reply;
        await paces.WholeAsync(reply, ReplyPieces.Of(reply, answer.Call).Count, answer.Gone);
        answer.Start(contentType);
        answer.Context.Response.ContentLength = body.Length;
        var sent = await answer.Context.Response.BodyWriter.WriteAsync(body, answer.Gone);
        return !sent.IsCompleted;
    }

    private async Task<bool> SendStreamAsync(Answer answer)
    {
        var (call, reply) = (answer.Call, answer.Simulation.Reply);
        var output = answer.Context.Response.BodyWriter;
        var encoder = WireEncoders.Create(call.Wire, call.Form, answer.Head, output);
        var pieces = ReplyPieces.Of(reply, call);
        var pace = paces.For(reply, pieces.Count);
        answer.Start(encoder.ContentType);
        encoder.Begin();
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pace is not null && !await pace.WaitAsync(i, answer.Gone))
            {
                return false;
            }

            encoder.Write(ReplyPieces.Now(reply, pieces[i]));
            if ((pace is not null || output.UnflushedBytes > FlushBytes) && (await output.FlushAsync(answer.Gone)).IsCompleted)
            {
                return false;
            }
        }

        var (usage, finished) = ReplyPieces.Ending(reply, call, pieces.Count);
        encoder.Write(usage);
        encoder.Write(finished);
        encoder.End();
        return !(await output.FlushAsync(answer.Gone)).IsCompleted;
    }
}
