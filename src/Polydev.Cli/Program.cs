using Polydev.Cli;
using Polydev.Cli.Surroundings;
using Polydev.Node;

// Not a command for people: the node starts its gateway as a process of its own with this program.
if (args is [EgressDaemon.Verb, .. var gateway])
{
    return await EgressDaemon.RunAsync(gateway, Console.In);
}

using var interrupts = new Interrupts();
return await CommandTree.RunAsync(Terminals.OfThisProcess(), args, interrupts.Token);
