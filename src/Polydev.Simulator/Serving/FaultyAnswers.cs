using Microsoft.AspNetCore.Http;
using Polydev.Providers;
using Polydev.Simulator.Timing;

namespace Polydev.Simulator.Serving;

/// <summary>Sends answers in which something goes wrong.</summary>
internal sealed class FaultyAnswers(PlainAnswers plain, PaceMaker paces, TimeProvider time)
{
    private const string Page =
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

    private readonly FaultyStreams _streams = new(paces);

    /// <summary>Sends one answer.</summary>
    /// <returns>Whether the client was there to its end.</returns>
    public async Task<bool> SendAsync(Answer answer, SimulatedFault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status:
                await answer.FailAsync(FaultErrors.Of(fault, answer.Call.Wire, answer.Call.Model));
                return true;
            case FaultKind.Html:
                answer.Context.Response.StatusCode = fault.Status;
                answer.Context.Response.ContentType = "text/html";
                await answer.Context.Response.WriteAsync(Page, answer.Gone);
                return true;
            case FaultKind.Empty:
                answer.Start(answer.Call.Form == ReplyForm.Stream ? "text/event-stream" : "application/json");
                await answer.Context.Response.StartAsync(answer.Gone);
                return true;
            case FaultKind.Disconnect:
                answer.Context.Abort();
                return true;
            case FaultKind.SlowFirstByte:
                await Task.Delay(fault.Delay, time, answer.Gone);
                return await plain.SendAsync(answer);
            case FaultKind.HugeLine:
                var huge = answer.Simulation with { Reply = answer.Simulation.Reply with { Text = [new string('x', fault.Bytes)] } };
                return await plain.SendAsync(answer with { Simulation = huge });
            default:
                return answer.Call.Form == ReplyForm.Body ? await SendBodyAsync(answer, fault) : await _streams.SendAsync(answer, fault);
        }
    }

    private static async Task<bool> SendBodyAsync(Answer answer, SimulatedFault fault)
    {
        if (fault.Kind == FaultKind.ErrorInStream)
        {
            var error = FaultErrors.InStream(answer.Call.Wire) with { ProviderStatus = 500 };
            await answer.FailAsync(error);
            return true;
        }

        var body = PlainAnswers.Body(answer, out var contentType);
        var output = answer.Context.Response.BodyWriter;
        answer.Start(contentType);
        switch (fault.Kind)
        {
            case FaultKind.UnknownEvents:
                await output.WriteAsync(body, answer.Gone);
                return true;
            case FaultKind.Trickle:
                return await FaultyEndings.TrickleAsync(output, body, answer.Gone);
            default:
                await output.WriteAsync(body[..(body.Length / 2)], answer.Gone);
                return await FaultyEndings.EndAsync(answer, fault);
        }
    }
}
