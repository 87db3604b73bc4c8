using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;
using Polydev.Simulator.Scripting;

namespace Polydev.Simulator.Serving;

/// <summary>One answer on its way: the request, what it asks for and what is to happen.</summary>
/// <param name="Context">The exchange.</param>
/// <param name="Call">The call.</param>
/// <param name="Simulation">What is to happen.</param>
/// <param name="Head">What the answer says about itself.</param>
internal sealed record Answer(HttpContext Context, Call Call, Simulation Simulation, ReplyHead Head)
{
    /// <summary>Ends when the client goes or the simulator stops.</summary>
    public CancellationToken Gone => Context.RequestAborted;

    /// <summary>Sends the headers of a good answer.</summary>
    public void Start(string contentType)
    {
        var response = Context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        if (Call.Form == ReplyForm.Stream)
        {
            response.Headers.CacheControl = "no-cache";
        }

        switch (Call.Wire)
        {
            case WireNames.AnthropicMessages:
                response.Headers["request-id"] = "req_" + Head.Id;
                break;
            case not WireNames.Gemini:
                response.Headers["x-request-id"] = "req_" + Head.Id;
                break;
        }
    }

    /// <summary>Answers with an error in the provider's dialect.</summary>
    public Task FailAsync(ExecutionError error) => ErrorAnswer.WriteAsync(Context, Call.Wire, Call.Form, error, Head);
}
