using System.Text;
using Polydev.Providers;
using Polydev.Simulator.Timing;

namespace Polydev.Simulator.Serving;

/// <summary>Sends streams in which something goes wrong on the way.</summary>
internal sealed class FaultyStreams(PaceMaker paces)
{
    /// <summary>Sends one stream.</summary>
    /// <returns>Whether the client was there to its end.</returns>
    public Task<bool> SendAsync(Answer answer, SimulatedFault fault) => fault.Kind switch
    {
        FaultKind.ErrorInStream => SendFailureAsync(answer, fault),
        FaultKind.Trickle => SendTrickleAsync(answer),
        FaultKind.UnknownEvents => SendGarnishedAsync(answer),
        _ => SendBrokenAsync(answer, fault),
    };

    private static async Task<bool> SendFailureAsync(Answer answer, SimulatedFault fault)
    {
        var output = answer.Context.Response.BodyWriter;
        var failure = AnswerFrames.OfFailure(answer, fault.After, FaultErrors.InStream(answer.Call.Wire));
        answer.Start(WireEncoders.Create(answer.Call.Wire, answer.Call.Form, answer.Head, output).ContentType);
        return !(await output.WriteAsync(failure, answer.Gone)).IsCompleted;
    }

    private static Task<bool> SendTrickleAsync(Answer answer)
    {
        var frames = AnswerFrames.Of(answer);
        answer.Start(frames.ContentType);
        return FaultyEndings.TrickleAsync(answer.Context.Response.BodyWriter, Join(frames.Opening, frames, 0), answer.Gone);
    }

    private static async Task<bool> SendGarnishedAsync(Answer answer)
    {
        var frames = AnswerFrames.Of(answer);
        answer.Start(frames.ContentType);
        var output = answer.Context.Response.BodyWriter;
        var garnish = Encoding.UTF8.GetBytes(OddFrames.Unknown(answer.Call.Wire, answer.Call.Form));
        await output.WriteAsync(frames.Opening, answer.Gone);
        foreach (var piece in frames.Pieces)
        {
            await output.WriteAsync(garnish, answer.Gone);
            await output.WriteAsync(piece, answer.Gone);
        }

        return !(await output.WriteAsync(frames.Ending, answer.Gone)).IsCompleted;
    }

    private async Task<bool> SendBrokenAsync(Answer answer, SimulatedFault fault)
    {
        var frames = AnswerFrames.Of(answer);
        answer.Start(frames.ContentType);
        var output = answer.Context.Response.BodyWriter;
        var after = Math.Min(fault.After, frames.Pieces.Count);
        await output.WriteAsync(frames.Opening, answer.Gone);
        var pace = paces.For(answer.Simulation.Reply, frames.Pieces.Count);
        for (var i = 0; i < after; i++)
        {
            if (pace is not null && !await pace.WaitAsync(i, answer.Gone))
            {
                return false;
            }

            await output.WriteAsync(frames.Pieces[i], answer.Gone);
        }

        var next = after < frames.Pieces.Count ? frames.Pieces[after] : frames.Ending;
        switch (fault.Kind)
        {
            case FaultKind.CutMidFrame:
                await output.WriteAsync(next.AsMemory(0, MiddleOfLastFrame(next)), answer.Gone);
                break;
            case FaultKind.Malformed:
                var broken = Encoding.UTF8.GetBytes(OddFrames.Broken(answer.Call.Wire, answer.Call.Form));
                await output.WriteAsync(Join(broken, frames, after), answer.Gone);
                return true;
        }

        return await FaultyEndings.EndAsync(answer, fault);
    }

    private static byte[] Join(ReadOnlySpan<byte> first, AnswerFrames frames, int from) =>
        [.. first, .. frames.Pieces.Skip(from).SelectMany(static piece => piece), .. frames.Ending];

    /// <summary>Where to cut so that the last frame of these bytes is broken in its JSON.</summary>
    private static int MiddleOfLastFrame(ReadOnlySpan<byte> bytes)
    {
        var start = Math.Max(0, bytes.LastIndexOf("data: {"u8));
        return start + Math.Max(1, (bytes.Length - start) / 2);
    }
}
