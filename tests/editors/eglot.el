;;; Emacs with eglot, in batch mode: two files of two homes are visited, the clash is seen in both, fixed by a code action, and
;;; gone from both.  -*- lexical-binding: t -*-
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'cl-lib)

(defvar host (file-name-as-directory (getenv "HOST")))
(defun fail (text &rest rest)
  (message "failed: %s" (apply #'format text rest))
  (kill-emacs 1))
(defun wait-for (what test)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall test)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless (funcall test) (fail "%s" what))))

(setq eglot-sync-connect 10
      eglot-send-changes-idle-time 0
      eglot-confirm-server-initiated-edits nil
      create-lockfiles nil
      make-backup-files nil)
(setq-default eglot-workspace-configuration '(:wso2-portlint (:debounce 0)))

(defvar project (cons 'transient host))
(setq project-find-functions (list (lambda (_directory) project)))
(defvar buffers
  (mapcar (lambda (file)
            (let ((buffer (find-file-noselect file)))
              (with-current-buffer buffer (conf-toml-mode))
              buffer))
          (file-expand-wildcards (concat host "*/repository/conf/deployment.toml"))))
(with-current-buffer (car buffers)
  (apply #'eglot--connect
         (if (< (cdr (func-arity 'eglot--connect)) 6)
             (list '(conf-toml-mode) project 'eglot-lsp-server (list (getenv "PORTLINT") "server") "toml")
           (list '(conf-toml-mode) project 'eglot-lsp-server (list (getenv "PORTLINT") "server") '("toml")))))
(dolist (buffer buffers)
  (with-current-buffer buffer
    (eglot--maybe-activate-editing-mode)
    (unless (bound-and-true-p eglot--managed-mode) (fail "%s is not managed" buffer))
    (flymake-start)))

(defun clashes ()
  (cl-loop for buffer in buffers append
           (with-current-buffer buffer
             (cl-loop for one in (flymake-diagnostics)
                      when (string-match-p "port-collision\\|9443" (flymake-diagnostic-text one))
                      when (string-match-p "port-collision" (format "%S" (flymake-diagnostic-data one)))
                      collect (cons buffer one)))))

(wait-for "the clash is not shown in both files"
          (lambda () (= 2 (length (delete-dups (mapcar #'car (clashes)))))))
(message "seen in %d files" (length buffers))

(defvar first-clash (cl-find-if (lambda (one) (string-match-p "error" (format "%s" (flymake-diagnostic-type (cdr one))))) (clashes)))
(unless first-clash (fail "no error among %S" (mapcar (lambda (one) (flymake-diagnostic-type (cdr one))) (clashes))))
(with-current-buffer (car first-clash)
  (let* ((server (eglot-current-server))
         (start (flymake-diagnostic-beg (cdr first-clash)))
         (actions (jsonrpc-request
                   server :textDocument/codeAction
                   (list :textDocument (eglot--TextDocumentIdentifier)
                         :range (list :start (eglot--pos-to-lsp-position start)
                                      :end (eglot--pos-to-lsp-position (flymake-diagnostic-end (cdr first-clash))))
                         :context (list :diagnostics []))))
         (chosen (cl-find-if (lambda (action) (string-prefix-p "Set the offset of " (plist-get action :title))) actions)))
    (unless chosen (fail "no offset is offered: %S" (mapcar (lambda (a) (plist-get a :title)) actions)))
    (message "made: %s" (plist-get chosen :title))
    (eglot--apply-workspace-edit (plist-get chosen :edit))
    (eglot--signal-textDocument/didChange)))
(wait-for "the clash is still shown" (lambda () (null (clashes))))
(message "gone from both files")
(kill-emacs 0)
