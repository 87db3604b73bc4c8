using System.Globalization;
using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Events;

namespace Polydev.Simulator.Serving;

/// <summary>Serves recorded answers: a file, and beside it <c>&lt;file&gt;.headers</c> with the status on the first line and headers below.</summary>
internal sealed class FixtureAnswers(string? directory)
{
    /// <summary>Sends one file.</summary>
    public async Task SendAsync(Answer answer, string name)
    {
        var path = directory is null || name != Path.GetFileName(name) ? null : Path.Combine(directory, name);
        if (path is null || !File.Exists(path))
        {
            var message = directory is null ? "the simulator was started without a fixture directory" : $"the fixture directory has no file '{name}'";
            await answer.FailAsync(new ExecutionError { Code = ErrorCodes.ProviderNotFound, Message = message });
            return;
        }

        var response = answer.Context.Response;
        response.ContentType = name.EndsWith(".sse", StringComparison.Ordinal) ? "text/event-stream" : "application/json";
        if (File.Exists(path + ".headers"))
        {
            Apply(response, await File.ReadAllLinesAsync(path + ".headers", answer.Gone));
        }

        await response.BodyWriter.WriteAsync(await File.ReadAllBytesAsync(path, answer.Gone), answer.Gone);
    }

    private static void Apply(HttpResponse response, string[] lines)
    {
        response.StatusCode = int.Parse(lines[0], CultureInfo.InvariantCulture);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                response.Headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }
    }
}
