using System.CommandLine;
using Polydev.Cli.Output;
using Polydev.Protocol.Calls;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev credentials</c>: a tenant's provider keys. They go in and never come out.</summary>
internal static class CredentialsCommand
{
    private const string Path = "/v1/credentials";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> provider = new("provider") { Description = "openai, anthropic or google" };
        provider.AcceptOnlyFromAmong(ProviderNames.OpenAi, ProviderNames.Anthropic, ProviderNames.Google);
        Option<string?> variable = new("--from-env") { Description = "Take the key from this environment variable", HelpName = "name" };
        return CommandHost.Group(
            "credentials",
            "Set, list and remove provider keys",
            host.Command("list", "List which providers have a key", (context, token) => Resources.ListAsync(
                context, Path, "credentials", new Listing().Add("provider", "provider").Add("key ends with", "hint").Add("fingerprint", "fingerprint").Add("readable", "readable").Add("set", item => Resources.Moment(item, "updated_at")), token)),
            host.Command("set", "Set a provider key: typed without echo, piped in, or from the environment; never on the command line", async (context, token) =>
            {
                var key = await KeyAsync(context, context.Value(provider)!, context.Value(variable), token);
                return await Resources.SendAsync(
                    context, HttpMethod.Put, Resources.Path(Path, context.Value(provider)), Resources.Body(json => json.WriteString("api_key", key)),
                    _ => $"credential for {context.Value(provider)} set", token);
            }, provider, variable),
            host.Command("rm", "Remove a provider key", (context, token) => Resources.SendAsync(
                context, HttpMethod.Delete, Resources.Path(Path, context.Value(provider)), null, _ => $"credential for {context.Value(provider)} removed", token), provider));
    }

    private static async Task<string> KeyAsync(CommandContext context, string provider, string? variable, CancellationToken cancellationToken)
    {
        var shell = context.Shell;
        string? key;
        if (variable is not null)
        {
            key = shell.Variable(variable) ?? throw CommandFailure.Usage($"The environment variable {variable} is not set.");
        }
        else if (shell.InIsTerminal)
        {
            await shell.Error.WriteAsync($"key for {provider} (not shown): ");
            key = shell.ReadSecret();
            await shell.Error.WriteLineAsync();
        }
        else
        {
            key = await shell.In.ReadLineAsync(cancellationToken);
        }

        return key?.Trim() is { Length: > 0 } given ? given : throw CommandFailure.Usage("The key is empty.");
    }
}
