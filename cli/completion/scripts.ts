/** The shells for which there is a script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

const BASH = `# bash completion of flagforge:  source <(flagforge completion bash)
_flagforge() {
  local current="\${COMP_WORDS[COMP_CWORD]}" found
  local IFS=$'\\n'
  [[ "$current" == "=" ]] && current=
  found="$(flagforge __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)"
  case "$found" in
    :files) COMPREPLY=($(compgen -f -- "$current")) ;;
    :folders) COMPREPLY=($(compgen -d -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$found" -- "$current")) ;;
  esac
}
complete -F _flagforge flagforge
`;

const ZSH = `#compdef flagforge
# zsh completion of flagforge:  source <(flagforge completion zsh)
_flagforge() {
  local -a found
  found=("\${(@f)$(flagforge __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case "$found[1]" in
    :files) _files ;;
    :folders) _files -/ ;;
    *) compadd -- \${found:#} ;;
  esac
}
compdef _flagforge flagforge
`;

const FISH = `# fish completion of flagforge:  flagforge completion fish > ~/.config/fish/completions/flagforge.fish
function __flagforge_complete
  set -l typed (commandline -opc)
  set -l current (commandline -ct)
  set -l found (flagforge __complete $typed[2..-1] "$current" 2>/dev/null)
  switch "$found[1]"
    case :files
      __fish_complete_path "$current"
    case :folders
      __fish_complete_directories "$current"
    case '*'
      printf '%s\\n' $found
  end
end
complete -c flagforge -f -a '(__flagforge_complete)'
`;

/** The completion script of a shell; it asks \`flagforge __complete\` at each Tab. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
