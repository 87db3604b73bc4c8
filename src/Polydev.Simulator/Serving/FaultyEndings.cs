using System.IO.Pipelines;

namespace Polydev.Simulator.Serving;

/// <summary>The ways in which a faulty answer leaves the wire.</summary>
internal static class FaultyEndings
{
    /// <summary>Sends what is written, then ends as the fault says.</summary>
    /// <returns>Whether the client was there to the end.</returns>
    public static async Task<bool> EndAsync(Answer answer, SimulatedFault fault)
    {
        await answer.Context.Response.BodyWriter.FlushAsync(answer.Gone);
        if (fault.Kind == FaultKind.Stall)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, answer.Gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }

        switch (fault.Ending)
        {
            case FaultEnding.Aborted:
                answer.Context.Abort();
                return true;
            case FaultEnding.Closed when fault.Kind is FaultKind.CutMidFrame or FaultKind.CutAtFrameBorder:
                throw new ConnectionCutException();
            default:
                return true;
        }
    }

    /// <summary>Sends the bytes one at a time.</summary>
    /// <returns>Whether the client was there to the end.</returns>
    public static async Task<bool> TrickleAsync(PipeWriter output, ReadOnlyMemory<byte> bytes, CancellationToken gone)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if ((await output.WriteAsync(bytes.Slice(i, 1), gone)).IsCompleted)
            {
                return false;
            }
        }

        return true;
    }
}
