using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Polydev.Controller.Api;

/// <summary>Reads a request body whole, within a limit.</summary>
internal static class RequestBody
{
    /// <summary>The body; null when it is longer than the limit.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpContext context, long limit)
    {
        var request = context.Request;
        if (request.ContentLength > limit)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                if (body.Length > SocketThreads.QuickBytes)
                {
                    // Its last bytes brought us back onto the socket's thread, and parsing this takes a while.
                    await SocketThreads.StepAside();
                }

                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>The answer to a body over the limit.</summary>
    public static Problem TooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        "body_too_large",
        $"The body is larger than {limit} bytes. Send images by address, or fewer of them.");
}
